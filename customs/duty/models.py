"""DutyRegime: the dated rules of duty as editable rows; nothing unsure is a constant."""

from django.db import models


class DutyRegime(models.Model):
    """One regime with its days; see russia.md 1.1 (EEC Council Decision 107 and its changes)."""

    code = models.CharField(max_length=12, unique=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    free_value_eur = models.DecimalField(max_digits=10, decimal_places=2)
    free_grams = models.PositiveIntegerField(null=True, blank=True)
    rate = models.DecimalField(max_digits=5, decimal_places=4)
    min_eur_per_kg = models.DecimalField(max_digits=6, decimal_places=2)
    on_whole_value = models.BooleanField(default=False)
    per = models.CharField(max_length=16, default="parcel")
    fee_rub = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    is_enabled = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.code
