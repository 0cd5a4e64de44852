package dev.millrace.local.domain;

import java.math.BigDecimal;
import java.util.List;

/**
 * The ledger's calls held against the cost windows.
 *
 * @param isCaughtUp whether the windows are made of all that the ledger has; where they are not,
 *     differences mean nothing
 * @param ledger money of the calls in predictions and shadow-predictions, by the price book in
 *     force
 * @param windows money of the windows of minutes that they are in
 * @param differences where the two differ, one sentence each, with requests named
 */
public record WindowBalance(
    boolean isCaughtUp, BigDecimal ledger, BigDecimal windows, List<String> differences) {

  public WindowBalance {
    differences = List.copyOf(differences);
  }

  /** Whether the windows say what the ledger says, as far as they are written. */
  public boolean holds() {
    return !isCaughtUp || differences.isEmpty();
  }
}
