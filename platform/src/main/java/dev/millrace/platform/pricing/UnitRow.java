package dev.millrace.platform.pricing;

import dev.millrace.platform.pricing.domain.Rates;
import dev.millrace.record.UnitKind;
import java.math.BigDecimal;

/**
 * What something costs in a period that is not charged by tokens.
 *
 * @param amount US dollars: for 1,000 text units, or for one hour
 */
public record UnitRow(UnitSlot slot, Period period, BigDecimal amount, Origin origin) {

  public UnitRow {
    amount = Amounts.rate(amount, zeros(slot.kind()));
  }

  /** US dollars for one of them, exact. */
  BigDecimal each() {
    return amount.movePointLeft(zeros(slot.kind())).setScale(Rates.SCALE);
  }

  private static int zeros(UnitKind kind) {
    return switch (kind) {
      case TEXT_UNITS -> 3;
      case CUSTOM_MODEL_HOURS,
          PROVISIONED_HOURS,
          PROVISIONED_HOURS_1_MONTH,
          PROVISIONED_HOURS_6_MONTHS ->
          0;
    };
  }
}
