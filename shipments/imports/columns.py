"""The columns of files of products and of sellers."""

PRODUCT = (
    "seller_code", "sku", "name_zh", "name_ru", "name_en", "hs_code", "tnved_code", "weight_g",
    "length_mm", "width_mm", "height_mm", "battery", "origin_country", "declared_value_cny",
    "product_url",
)  # fmt: skip
SELLER = (
    "code", "name_zh", "name_en", "uscc", "customs_code", "city_zh", "city_en", "contact_email",
    "settlement_account",
)  # fmt: skip
