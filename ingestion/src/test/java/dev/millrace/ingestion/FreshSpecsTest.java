package dev.millrace.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.record.PipelineSpec;
import dev.millrace.record.RecordOrigin;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshSpecsTest {

  private final Map<String, PipelineSpec> applied = new HashMap<>();
  private final Map<String, PipelineSpec> known = new HashMap<>();
  private long received;
  private int looks;
  private Runnable meanwhile = () -> {};
  private final FreshSpecs specs =
      new FreshSpecs(name -> Optional.ofNullable(known.get(name)), this::look, event -> received);

  @Test
  void looksForNothingThatIsKnown() {
    known.put("letters", Specs.letters());

    assertThat(specs.find("letters", event(0, 0))).isPresent();
    assertThat(looks).isZero();
  }

  @Test
  void findsWhatWasAppliedBeforeTheEvent() {
    received = 1;
    assertThat(specs.find("letters", event(0, 0))).isEmpty();
    applied.put("letters", Specs.letters());
    received = 2;

    assertThat(specs.find("letters", event(0, 1))).isPresent();
  }

  @Test
  void looksOnceForAllThatHasCome() {
    received = 1_000;

    for (int offset = 0; offset < 1_000; offset++) {
      assertThat(specs.find("nobody-" + offset, event(0, offset))).isEmpty();
    }
    assertThat(looks).isEqualTo(1);
  }

  /** It comes while the brokers are asked, behind an apply that they are not asked for. */
  @Test
  void looksAgainForWhatCameDuringTheLook() {
    received = 1;
    meanwhile =
        () -> {
          applied.put("letters", Specs.letters());
          received = 2;
        };
    assertThat(specs.find("nobody", event(0, 0))).isEmpty();

    assertThat(specs.find("letters", event(0, 1))).isPresent();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void looksForEachPartition() {
    received = 10;
    assertThat(specs.find("letters", event(0, 9))).isEmpty();
    applied.put("letters", Specs.letters());

    assertThat(specs.find("letters", event(1, 3))).isPresent();
  }

  /** Of an event that nobody has told of, it is known at least that it has come. */
  @Test
  void countsTheEventItself() {
    specs.find("nobody", event(0, 5));
    specs.find("nobody", event(0, 5));
    assertThat(looks).isEqualTo(1);

    specs.find("nobody", event(0, 6));
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void doesNotCountALookThatFailed() {
    received = 10;
    meanwhile =
        () -> {
          throw new IllegalStateException("no broker answers");
        };
    assertThatThrownBy(() -> specs.find("letters", event(0, 0))).hasMessage("no broker answers");
    meanwhile = () -> {};
    applied.put("letters", Specs.letters());

    assertThat(specs.find("letters", event(0, 0))).isPresent();
  }

  /** Finds what was applied before it began. */
  private void look() {
    looks++;
    Map<String, PipelineSpec> found = Map.copyOf(applied);
    meanwhile.run();
    known.putAll(found);
  }

  private static RecordOrigin event(int partition, long offset) {
    return new RecordOrigin("raw-events", partition, offset);
  }
}
