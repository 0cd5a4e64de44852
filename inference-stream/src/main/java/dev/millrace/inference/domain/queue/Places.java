package dev.millrace.inference.domain.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places for the calls that may be under way at once. A few are kept for tenants that have none
 * under way: who comes anew into a house that others have filled need not wait until one of their
 * calls ends.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Places {

  private final int forAnybody;
  private final int all;
  private final Map<String, Integer> byTenant = new HashMap<>();
  private int taken;

  /**
   * All of them free.
   *
   * @param forAnybody how many one tenant alone may have, at least 1
   * @param kept how many there are beside those
   */
  public Places(int forAnybody, int kept) {
    this.forAnybody = forAnybody;
    this.all = forAnybody + kept;
  }

  /** Whether there is one for somebody. */
  public boolean hasFree() {
    return taken < all;
  }

  /** Whether there is one for a tenant. */
  public boolean hasFreeFor(String tenant) {
    return taken < forAnybody || (taken < all && !byTenant.containsKey(tenant));
  }

  /** A call of a tenant begins. */
  public void take(String tenant) {
    byTenant.merge(tenant, 1, Integer::sum);
    taken++;
  }

  /** It has ended. */
  public void leave(String tenant) {
    byTenant.computeIfPresent(tenant, Places::oneLess);
    taken--;
  }

  /** How many are taken. */
  public int taken() {
    return taken;
  }

  private static @Nullable Integer oneLess(String tenant, int count) {
    return count == 1 ? null : count - 1;
  }
}
