package dev.millrace.publisher;

import dev.millrace.publisher.domain.Batch;
import dev.millrace.publisher.domain.Told;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.KafkaException;

/** A journal in memory, whose owner is killed now and then: before or after something is there. */
final class FakeJournal implements Journal {

  private final RandomGenerator dice;
  private final double kills;
  private final Map<String, Told> told = new HashMap<>();
  private Map<String, Long> offsets = Map.of();
  private Mark mark = Mark.FIRST;

  /**
   * Nothing is written yet.
   *
   * @param kills probability of a death, twice for each batch
   */
  FakeJournal(RandomGenerator dice, double kills) {
    this.dice = dice;
    this.kills = kills;
  }

  @Override
  public Past past() {
    return new Past(mark, Map.copyOf(told));
  }

  Mark mark() {
    return mark;
  }

  Map<String, Long> offsets() {
    return offsets;
  }

  @Override
  public void announce(long batch, Map<String, Long> committed) {
    dieSometimes();
    mark = new Mark(batch, /* isDone= */ false);
    offsets = Map.copyOf(committed);
  }

  @Override
  public void write(Batch batch, List<String> forgotten, Map<String, Long> committed) {
    dieSometimes();
    // As it is on disk: what cannot be written and read again would show.
    batch.windows().forEach((window, one) -> told.put(window, Told.of(one.written())));
    forgotten.forEach(told::remove);
    mark = new Mark(batch.number(), /* isDone= */ true);
    offsets = Map.copyOf(committed);
    dieSometimes();
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private void dieSometimes() {
    if (dice.nextDouble() < kills) {
      throw new KafkaException("killed");
    }
  }
}
