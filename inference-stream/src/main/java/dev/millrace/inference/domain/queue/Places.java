package dev.millrace.inference.domain.queue;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Places for the calls that may be under way at once. A few are kept for tenants that have none
 * under way: who comes anew into a house that others have filled need not wait until one of their
 * calls ends.
 *
 * <p>A call that has ended leaves its place, and an answer that is not written yet. Of those there
 * may be as many as there are places, at least {@value #FEW}; then no call begins until some are
 * written. So a crash costs no more calls than twice the places.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Places {

  /** Of a call: enough for those who share one to have equal parts, all but exactly. */
  private static final int PARTS = 1 << 16;

  /** With fewer, each call would wait for the brokers' milliseconds behind the one before. */
  private static final int FEW = 16;

  private final int forAnybody;
  private final int all;
  private final Map<String, Integer> byTenant = new HashMap<>();
  private int taken;
  private long unwrittenParts;

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
    return taken < all && isWrittenEnough();
  }

  /** Whether there is one for a tenant. */
  public boolean hasFreeFor(String tenant) {
    return hasFree() && (taken < forAnybody || !byTenant.containsKey(tenant));
  }

  /** Whether few enough answers are unwritten for a call to begin. */
  public boolean isWrittenEnough() {
    return unwrittenParts < (long) Math.max(all, FEW) * PARTS;
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

  /**
   * The parts of a call that one of those who share it stands for.
   *
   * @param requests how many share it, at least 1
   */
  public static int shareOf(int requests) {
    return Math.max(1, PARTS / requests);
  }

  /** A request has its answer, which is not written yet. */
  public void answered(int parts) {
    unwrittenParts += parts;
  }

  /** Its answer is written. */
  public void written(int parts) {
    unwrittenParts -= parts;
  }

  private static @Nullable Integer oneLess(String tenant, int count) {
    return count == 1 ? null : count - 1;
  }
}
