package dev.millrace.lifecycle.domain.dataset;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The newest truth of each request, as far as it is among the newest of all.
 *
 * <p><i>Shape</i>: the same truths in any order leave the same ones.
 *
 * <p><i>Size</i>: as many requests as it is made for, at some 300 bytes each.
 *
 * <p><i>Threads</i>: for one at a time.
 */
public final class Truths {

  private final int most;
  private final Map<Whose, Truth> newest = new HashMap<>();
  private final TreeSet<Place> byAge =
      new TreeSet<>(
          Comparator.comparing(Place::observedAt)
              .thenComparing(place -> place.whose().request())
              .thenComparing(place -> place.whose().tenant()));
  private int forgotten;

  /** A label counts only for a request of the tenant that gave it. */
  private record Whose(String request, String tenant) {}

  private record Place(Instant observedAt, Whose whose) {}

  /** Those of so many requests. */
  public Truths(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("room for at least one label is needed");
    }
    this.most = most;
  }

  /** Takes one into account. */
  public void add(String request, String tenant, Truth truth) {
    Whose whose = new Whose(request, tenant);
    Truth known = newest.get(whose);
    if (known != null && !known.isBefore(truth)) {
      return;
    }
    if (known != null) {
      byAge.remove(new Place(known.observedAt(), whose));
    }
    newest.put(whose, truth);
    byAge.add(new Place(truth.observedAt(), whose));
    if (newest.size() > most) {
      Place oldest = byAge.first();
      byAge.remove(oldest);
      newest.remove(oldest.whose());
      forgotten++;
    }
  }

  /** What is true of a tenant's request. */
  public Optional<Truth> of(String request, String tenant) {
    return Optional.ofNullable(newest.get(new Whose(request, tenant)));
  }

  /** Requests that have one. */
  public int size() {
    return newest.size();
  }

  /** How often an older one made room for a newer. */
  public int forgotten() {
    return forgotten;
  }
}
