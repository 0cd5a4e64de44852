package dev.millrace.publisher;

import dev.millrace.publisher.domain.Place;
import dev.millrace.publisher.domain.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One partition of records, read some at a time. */
final class FakeSource implements Source {

  static final String PARTITION = "cost-metrics-0";
  private static final int AT_ONCE = 40;

  private final List<Reading> log;
  private int next;
  private boolean isStuck;

  FakeSource(List<Reading> log, Map<String, Long> offsets) {
    this.log = log;
    this.next = Math.toIntExact(offsets.getOrDefault(PARTITION, 0L));
  }

  @Override
  public List<Found> poll(Duration longest) {
    List<Found> found = new ArrayList<>();
    while (!isStuck && next < log.size() && found.size() < AT_ONCE) {
      found.add(new Found(log.get(next), new Place(PARTITION, next), log.get(next).end()));
      next++;
    }
    return found;
  }

  @Override
  public void rest(Duration time) {
    // Nobody waits here.
  }

  @Override
  public Map<String, Long> positions() {
    return Map.of(PARTITION, (long) next);
  }

  @Override
  public Optional<Map<String, Long>> ends() {
    return Optional.of(Map.of(PARTITION, (long) log.size()));
  }

  /** Whether it reads nothing, as while the schema registry is away. */
  void isStuck(boolean now) {
    isStuck = now;
  }

  @Override
  public long unreadable() {
    return 0;
  }

  boolean isAtEnd() {
    return next == log.size();
  }
}
