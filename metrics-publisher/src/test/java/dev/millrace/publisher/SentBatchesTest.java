package dev.millrace.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.publisher.Journal.Mark;
import dev.millrace.publisher.domain.Sample;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SentBatchesTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private Optional<Mark> mark = Optional.empty();
  private final SentBatches batches = new SentBatches(() -> mark);

  @Test
  void countsFromOneLookToTheNext() {
    mark = Optional.of(new Mark(17, /* isDone= */ true));
    assertThat(batches.at(NOW)).isEmpty();

    mark = Optional.of(new Mark(19, /* isDone= */ true));
    assertThat(batches.at(NOW)).extracting(Sample::value).singleElement().hasToString("2");

    // It is announced, and not sent yet.
    mark = Optional.of(new Mark(20, /* isDone= */ false));
    assertThat(batches.at(NOW)).extracting(Sample::value).singleElement().hasToString("0");
  }

  @Test
  void saysNothingWhereNobodyKnowsAndGoesOnAfter() {
    mark = Optional.of(new Mark(17, /* isDone= */ true));
    batches.at(NOW);

    mark = Optional.empty();
    assertThat(batches.at(NOW)).isEmpty();

    mark = Optional.of(new Mark(18, /* isDone= */ true));
    assertThat(batches.at(NOW)).extracting(Sample::value).singleElement().hasToString("1");
  }
}
