"""Buyers with everything that Russian customs wants of them, as a shop gives them in."""

from dataclasses import dataclass

from tracker.simulation.names import inn


@dataclass
class Person:
    """A buyer that the day gives in by file or by REST: good, or with one thing wrong."""

    number: int

    @property
    def name(self) -> str:
        return f"Скворцова Ангелина Макаровна{'абвгдежзик'[self.number % 10]}"

    @property
    def phone(self) -> str:
        return f"+7943{5_550_000 + self.number}"

    @property
    def email(self) -> str:
        return f"angelina{self.number:03d}@example.ru"

    @property
    def inn(self) -> str:
        return inn(7_700_123_400 + self.number)

    @property
    def passport(self) -> tuple[str, str]:
        return f"45{self.number % 30:02d}", f"{771_000 + self.number}"

    @property
    def street(self) -> str:
        return f"Заповедная улица, {self.number}"

    def buyer(self, **more: str) -> dict[str, str]:
        series, number = self.passport
        return {
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "inn": self.inn,
            "passport_series": series,
            "passport_number": number,
            **more,
        }

    def row(self, sku: str, /, **more: str) -> dict[str, str]:
        """A line of a file of orders."""
        series, number = self.passport
        return {
            "order_number": f"F-{self.number}",
            "seller_code": "S001",
            "marketplace": "plain",
            "ordered_at": "2026-11-01 10:00:00",
            "paid_at": "2026-11-01 10:01:00",
            "buyer_name": self.name,
            "buyer_phone": self.phone,
            "buyer_email": self.email,
            "buyer_inn": self.inn,
            "passport_series": series,
            "passport_number": number,
            "postal_code": "620014",
            "region": "",
            "city": "Екатеринбург",
            "street": self.street,
            "sku": sku,
            "quantity": "1",
            "unit_price": "900.00",
            "currency": "RUB",
            "shipping_fee": "0",
            "note": f"звонить {self.phone}",
            **more,
        }

    @property
    def words(self) -> dict[str, str]:
        """What of this person must be found nowhere."""
        series, number = self.passport
        passport = dict.fromkeys((f"{series} {number}", series + number), "passport")
        return {
            self.name: "name",
            self.phone: "phone",
            self.phone[2:]: "phone",
            self.inn: "inn",
            self.email: "email",
            self.street: "street",
            **passport,
        }
