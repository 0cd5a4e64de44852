package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void forgetsAllTenantsWhenNobodyWaits() {
    for (int i = 0; i < 10; i++) {
      queue.add("tenant " + i, "one", 1);
    }
    for (int i = 0; i < 10; i++) {
      next();
    }

    assertThat(queue.flows()).isZero();
    assertThat(next()).isNull();
  }

  @Test
  void forgetsTenantsThatAreNotAheadWhileOthersWait() {
    int most = 0;
    queue.add("old", "one", 1);
    for (int i = 0; i < 100_000; i++) {
      queue.add("tenant " + i, "one", 1);
      queue.add("tenant " + i, "two", 1);
      next();
      next();
      most = Math.max(most, queue.flows());
    }

    assertThat(most).isLessThan(5_000);
  }

  /** What it has had would be an advance, if it were forgotten. */
  @Test
  void forgetsNoTenantThatIsAhead() {
    queue.add("heavy", "heavy", 1_000_000);
    queue.add("first", "first", 1);
    assertThat(next()).isEqualTo("heavy");
    for (int i = 0; i < 3_000; i++) {
      queue.add("tenant " + i, "one", 1);
      next();
    }
    queue.add("heavy", "again", 1);
    queue.add("late", "late", 1);

    List<String> rest = new ArrayList<>();
    for (String one = next(); one != null; one = next()) {
      rest.add(one);
    }
    assertThat(rest).endsWith("late", "again");
  }

  @Test
  void tellsWhatItTakesToServeAllThatWait() {
    queue.add("a", "a 1", 10);
    queue.add("a", "a 2", 5);
    queue.add("b", "b", 0);

    assertThat(queue.cost()).isEqualTo(16);
    assertThat(queue.flows()).isEqualTo(2);
    assertThat(next()).isEqualTo("a 1");
    assertThat(queue.cost()).isEqualTo(6);
  }

  @Test
  void takesTheCostOfNothingForAsMuchAsTheLeast() {
    queue.add("a", "free", 0);
    queue.add("a", "free", 0);
    queue.add("b", "one", 1);

    assertThat(next()).isEqualTo("free");
    assertThat(next()).isEqualTo("one");
  }

  @Test
  void passesOverWhoMayNotAndTakesNoTurnFromThem() {
    queue.add("big", "big 1", 10);
    queue.add("big", "big 2", 10);
    queue.add("small", "small 1", 1);
    queue.add("small", "small 2", 1);

    assertThat(queue.peek(one -> one.startsWith("small"))).contains("small 1");
    assertThat(queue.poll(one -> one.startsWith("small"))).isEqualTo("small 1");
    assertThat(queue.peek(one -> one.startsWith("nobody"))).isEmpty();
    assertThat(queue.poll(one -> one.startsWith("nobody"))).isNull();

    assertThat(next()).isEqualTo("big 1");
    assertThat(next()).isEqualTo("small 2");
    assertThat(next()).isEqualTo("big 2");
    assertThat(queue.size()).isZero();
  }

  private @Nullable String next() {
    return queue.poll(anybody -> true);
  }
}
