package dev.millrace.publisher;

import dev.millrace.publisher.domain.Sample;
import dev.millrace.schemas.metrics.Metric;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How many batches CloudWatch was told, by what the group's offsets say of the last one. */
final class SentBatches {

  private final Supplier<Optional<Journal.Mark>> marks;
  private Optional<Long> before = Optional.empty();

  /**
   * None are known.
   *
   * @param marks how far metrics-publisher is, wherever it runs; absent where nobody says
   */
  SentBatches(Supplier<Optional<Journal.Mark>> marks) {
    this.marks = marks;
  }

  /** Since it was last asked; nothing where that is not known. */
  List<Sample> at(Instant now) {
    Optional<Long> last = marks.get().map(mark -> mark.next() - 1);
    Optional<Long> earlier = before;
    before = last.or(() -> earlier);
    return last.isPresent() && earlier.isPresent()
        ? List.of(
            Untold.sample(Metric.PUBLISHED_BATCHES, Math.max(0, last.get() - earlier.get()), now))
        : List.of();
  }
}
