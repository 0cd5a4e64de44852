package dev.millrace.lifecycle.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TruthsTest {

  private static final Instant MONDAY = Instant.parse("2026-11-23T10:00:00Z");

  @Test
  void believesTheNewestAndOfTwoAtOnceAlwaysTheSame() {
    Truths truths = new Truths(10);
    truths.add("r", "acme", new Truth("bug", MONDAY.plusSeconds(1)));
    truths.add("r", "acme", new Truth("billing", MONDAY));
    truths.add("s", "acme", new Truth("bug", MONDAY));
    truths.add("s", "acme", new Truth("billing", MONDAY));
    truths.add("t", "acme", new Truth("billing", MONDAY));
    truths.add("t", "acme", new Truth("bug", MONDAY));

    assertThat(truths.of("r", "acme")).map(Truth::label).contains("bug");
    assertThat(truths.of("s", "acme")).map(Truth::label).contains("bug");
    assertThat(truths.of("t", "acme")).map(Truth::label).contains("bug");
  }

  @Test
  void aLabelOfAnotherTenantTakesNobodysPlace() {
    Truths truths = new Truths(10);
    truths.add("r", "acme", new Truth("bug", MONDAY));
    truths.add("r", "evil", new Truth("billing", MONDAY.plusSeconds(1)));

    assertThat(truths.of("r", "acme")).map(Truth::label).contains("bug");
  }

  @Test
  void theNewerOfTwoIsTheOneToBelieve() {
    Truth bug = new Truth("bug", MONDAY);
    Truth later = new Truth("billing", MONDAY.plusSeconds(1));
    Truth atOnce = new Truth("sales", MONDAY);

    assertThat(bug.or(later)).isEqualTo(later);
    assertThat(later.or(bug)).isEqualTo(later);
    assertThat(bug.or(atOnce)).isEqualTo(atOnce.or(bug)).isEqualTo(atOnce);
  }

  @Test
  void labelsOfOneMomentAreAsManyAsThereAre() {
    Truths truths = new Truths(3);
    for (String request : List.of("r1", "r2")) {
      for (String tenant : List.of("acme", "evil")) {
        truths.add(request, tenant, new Truth("bug", MONDAY));
      }
    }
    assertThat(truths.size()).isEqualTo(3);
    assertThat(truths.forgotten()).isEqualTo(1);

    for (String request : List.of("r3", "r4", "r5")) {
      truths.add(request, "acme", new Truth("bug", MONDAY.plusSeconds(1)));
    }

    assertThat(List.of("r3", "r4", "r5")).allMatch(one -> truths.of(one, "acme").isPresent());
    assertThat(truths.size()).isEqualTo(3);
    assertThat(truths.forgotten()).isEqualTo(4);
  }

  @Test
  void needsRoomForOne() {
    assertThatThrownBy(() -> new Truths(0)).hasMessageContaining("at least one label");
    Truths one = new Truths(1);
    one.add("r", "acme", new Truth("bug", MONDAY));

    assertThat(one.size()).isEqualTo(1);
    assertThat(one.forgotten()).isZero();
  }

  @Test
  void keepsTheNewestInAnyOrder() {
    long seed = 7;
    Random random = new Random(seed);
    List<Integer> seconds = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      seconds.add(i);
    }
    for (int round = 0; round < 5; round++) {
      Collections.shuffle(seconds, random);
      Truths truths = new Truths(50);
      // Each request is labelled three times.
      seconds.forEach(
          second ->
              truths.add("r" + second % 100, "a", new Truth("l", MONDAY.plusSeconds(second))));

      assertThat(truths.size()).isEqualTo(50);
      for (int i = 0; i < 100; i++) {
        assertThat(truths.of("r" + i, "a").isPresent())
            .as("r%s, seed %s", i, seed)
            .isEqualTo(i >= 50);
      }
    }
  }
}
