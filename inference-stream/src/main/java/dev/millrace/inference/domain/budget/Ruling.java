package dev.millrace.inference.domain.budget;

import dev.millrace.record.BudgetClaim;
import dev.millrace.record.BudgetNote;
import dev.millrace.schemas.Cause;
import java.math.BigDecimal;
import java.util.List;

/** What all budgets together say to a call. */
public sealed interface Ruling {

  /**
   * It may be made, once its bound is reserved.
   *
   * @param bound the most that it can cost; 0 where nothing is claimed
   * @param claims on the budgets that count it; empty where none does
   * @param notes what budgets in dry run would have done
   */
  record Go(BigDecimal bound, List<BudgetClaim> claims, List<BudgetNote> notes) implements Ruling {

    /** No budget counts it. */
    public static final Go UNCOUNTED = new Go(BigDecimal.ZERO, List.of(), List.of());

    public Go {
      claims = List.copyOf(claims);
      notes = List.copyOf(notes);
    }
  }

  /** There may be room for it when calls under way have ended. */
  record Hold() implements Ruling {}

  /** A cheaper model is to be asked instead. */
  record Degrade(String modelId, BudgetNote note) implements Ruling {}

  /** It goes on in the lane bulk. */
  record Defer(BudgetNote note) implements Ruling {}

  /**
   * It may not be made.
   *
   * @param detail one sentence
   */
  record Refuse(Cause cause, String detail, BudgetNote note) implements Ruling {}
}
