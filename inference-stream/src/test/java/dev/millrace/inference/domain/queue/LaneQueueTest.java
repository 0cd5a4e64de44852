package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.inference.domain.queue.LaneQueue.Lanes;
import dev.millrace.record.Lane;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaneQueueTest {

  private final Map<String, LaneWeights> byEntry = new HashMap<>();
  private final LaneQueue<String> queue = new LaneQueue<>(this::weights);

  @Test
  void servesWhoComesAnewBeforeAllThatAnotherHasWaiting() {
    for (int i = 0; i < 10_000; i++) {
      queue.add(Lane.INTERACTIVE, "a", "a" + i, 100);
    }
    serve(50);
    queue.add(Lane.INTERACTIVE, "b", "b", 100);

    assertThat(serve(2)).contains("b");
  }

  @Test
  void servesEachTenantInItsOrder() {
    for (int i = 0; i < 20; i++) {
      queue.add(Lane.INTERACTIVE, i % 2 == 0 ? "a" : "b", (i % 2 == 0 ? "a" : "b") + i, 1 + i);
    }

    List<String> served = serve(20);

    assertThat(served.stream().filter(one -> one.startsWith("a")))
        .containsExactlyElementsOf(IntStream.range(0, 10).mapToObj(i -> "a" + 2 * i).toList());
    assertThat(queue.size()).isZero();
    assertThat(queue.poll(Lanes.ALL)).isEmpty();
  }

  @Test
  void tellsWhoIsNextAndWhatWaitsInBothLanes() {
    queue.add(Lane.BULK, "a", "bulk", 30);
    queue.add(Lane.INTERACTIVE, "a", "interactive", 12);

    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.cost()).isEqualTo(42);
    assertThat(queue.peek(Lanes.ALL)).contains("interactive");
    assertThat(queue.poll(Lanes.ALL)).contains("interactive");
    assertThat(queue.peek(Lanes.INTERACTIVE_ONLY)).isEmpty();
    assertThat(queue.peek(Lanes.ALL)).contains("bulk");
    assertThat(queue.cost()).isEqualTo(30);
  }

  @Test
  void sharesCostNotCalls() {
    for (int i = 0; i < 1_000; i++) {
      queue.add(Lane.INTERACTIVE, "large", "large", 1_000);
      queue.add(Lane.INTERACTIVE, "small", "small", 100);
    }

    List<String> served = serve(550);

    assertThat(Collections.frequency(served, "large")).isBetween(49, 51);
  }

  /** Of the served cost, no tenant is behind another that waits too by more than two entries. */
  @Test
  void isFairAtEveryMoment() {
    long seed = new Random().nextLong();
    System.out.println("LaneQueueTest: seed " + seed);
    Random random = new Random(seed);
    Map<String, Double> costs = new HashMap<>();
    int most = 50;
    for (String tenant : List.of("a", "b", "c")) {
      for (int i = 0; i < 2_000; i++) {
        int cost = 1 + random.nextInt(most);
        queue.add(Lane.INTERACTIVE, tenant, tenant + " " + cost, cost);
      }
    }
    for (int i = 0; i < 3_000; i++) {
      String[] served = queue.poll(Lanes.ALL).orElseThrow().split(" ");
      costs.merge(served[0], Double.valueOf(served[1]), Double::sum);
      if (costs.size() == 3) {
        assertThat(Collections.max(costs.values()) - Collections.min(costs.values()))
            .isLessThanOrEqualTo(2.0 * most);
      }
    }
  }

  @Test
  void givesNoAdvanceForThePast() {
    for (int i = 0; i < 100; i++) {
      queue.add(Lane.INTERACTIVE, "a", "a", 1);
    }
    serve(90);
    for (int i = 0; i < 100; i++) {
      queue.add(Lane.INTERACTIVE, "b", "b", 1);
    }

    assertThat(Collections.frequency(serve(10), "a")).isBetween(4, 6);
  }

  /** Places are kept for tenants, not for lanes. */
  @Test
  void doesNotHoldUpALaneForAnotherInWhichNobodyMay() {
    for (int i = 0; i < 20; i++) {
      queue.add(Lane.INTERACTIVE, "flood", "flood", 1);
      queue.add(Lane.BULK, "flood", "flood's bulk", 1);
    }
    queue.add(Lane.BULK, "small", "small's bulk", 1);
    assertThat(queue.peek(Lanes.INTERACTIVE_ONLY, one -> one.startsWith("small"))).isEmpty();
    assertThat(queue.peek(Lanes.ALL, one -> one.startsWith("small"))).contains("small's bulk");
    assertThat(queue.poll(Lanes.ALL, one -> one.startsWith("small"))).contains("small's bulk");

    assertThat(serve(9)).as("until bulk is owed a turn").containsOnly("flood");
    queue.add(Lane.INTERACTIVE, "small", "small", 1);
    assertThat(queue.peek(Lanes.ALL, one -> one.startsWith("small"))).contains("small");
    assertThat(queue.poll(Lanes.ALL, one -> one.startsWith("small"))).contains("small");

    assertThat(serve(1)).as("it is owed that turn still").containsExactly("flood's bulk");
    assertThat(queue.poll(Lanes.ALL, one -> one.startsWith("small"))).isEmpty();
  }

  @Test
  void letsInteractiveGoFirstAndBulkNeverStandStill() {
    for (int i = 0; i < 100; i++) {
      queue.add(Lane.BULK, "a", "bulk", 1);
      queue.add(Lane.INTERACTIVE, "a", "interactive", 1);
    }

    List<String> served = serve(50);

    assertThat(served.subList(0, 9)).containsOnly("interactive");
    assertThat(Collections.frequency(served, "bulk")).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 20", "3, 2, 40", "1, 1, 50", "1, 1000, 50", "99, 1, 1"})
  void givesTheLanesTheTurnsThatTheyWeigh(double interactive, double bulk, int ofAHundred) {
    byEntry.put("interactive", new LaneWeights(interactive, bulk));
    for (int i = 0; i < 300; i++) {
      queue.add(Lane.BULK, "a", "bulk", 1);
      queue.add(Lane.INTERACTIVE, "a", "interactive", 1);
    }

    List<String> served = serve(300);

    assertThat(Collections.frequency(served.subList(100, 300), "bulk"))
        .isBetween(2 * ofAHundred - 1, 2 * ofAHundred + 1);
    assertThat(served.get(0)).isEqualTo("interactive");
  }

  @Test
  void letsTheTurnsOfAPipelineOweWhatItsOwnWeightsSay() {
    byEntry.put("even", new LaneWeights(1, 1));
    for (int i = 0; i < 100; i++) {
      queue.add(Lane.BULK, "a", "bulk", 1);
      queue.add(Lane.INTERACTIVE, "a", "even", 1);
      queue.add(Lane.INTERACTIVE, "b", "other", 1);
    }

    // Nine of each owe nine turns, and one.
    assertThat(Collections.frequency(serve(28), "bulk")).isEqualTo(10);
  }

  @Test
  void letsOneOfBulkGoBeforeInteractiveThoughItHadToWaitLong() {
    byEntry.put("interactive", new LaneWeights(3, 2));
    for (int i = 0; i < 100; i++) {
      queue.add(Lane.BULK, "a", "bulk", 1);
      queue.add(Lane.INTERACTIVE, "a", "interactive", 1);
    }
    for (int i = 0; i < 50; i++) {
      assertThat(queue.poll(Lanes.INTERACTIVE_ONLY)).contains("interactive");
    }

    assertThat(serve(2)).containsExactly("bulk", "interactive");
  }

  @Test
  void owesNothingForWhenBulkDidNotWait() {
    for (int i = 0; i < 100; i++) {
      queue.add(Lane.INTERACTIVE, "a", "interactive", 1);
    }
    serve(50);
    queue.add(Lane.BULK, "a", "bulk", 1);

    assertThat(serve(9)).containsOnly("interactive");
    assertThat(serve(1)).containsExactly("bulk");
  }

  @Test
  void keepsBulkWaitingWhereOnlyInteractiveMay() {
    queue.add(Lane.BULK, "a", "bulk", 1);

    assertThat(queue.peek(Lanes.INTERACTIVE_ONLY)).isEmpty();
    assertThat(queue.poll(Lanes.INTERACTIVE_ONLY)).isEmpty();
    assertThat(queue.poll(Lanes.ALL)).contains("bulk");
  }

  @Test
  void forgetsWhatNeedNotBeServed() {
    queue.add(Lane.INTERACTIVE, "a", "old", 1);
    queue.add(Lane.BULK, "b", "old", 1);
    queue.add(Lane.INTERACTIVE, "a", "new", 1);

    assertThat(queue.removeIf(one -> one.equals("old"))).hasSize(2);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(serve(1)).containsExactly("new");
    assertThat(queue.poll(Lanes.ALL)).isEmpty();
  }

  private LaneWeights weights(String entry) {
    return byEntry.getOrDefault(entry, LaneWeights.DEFAULT);
  }

  private List<String> serve(int count) {
    List<String> served = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      served.add(queue.poll(Lanes.ALL).orElseThrow());
    }
    return served;
  }
}
