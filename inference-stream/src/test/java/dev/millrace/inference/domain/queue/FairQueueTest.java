package dev.millrace.inference.domain.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FairQueueTest {

  private final FairQueue<String> queue = new FairQueue<>();

  @Test
  void forgetsAllTenantsWhenNobodyWaits() {
    for (int i = 0; i < 10; i++) {
      queue.add("tenant " + i, "one", 1);
    }
    for (int i = 0; i < 10; i++) {
      queue.poll();
    }

    assertThat(queue.flows()).isZero();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void forgetsTenantsThatAreNotAheadWhileOthersWait() {
    int most = 0;
    queue.add("old", "one", 1);
    for (int i = 0; i < 100_000; i++) {
      queue.add("tenant " + i, "one", 1);
      queue.add("tenant " + i, "two", 1);
      queue.poll();
      queue.poll();
      most = Math.max(most, queue.flows());
    }

    assertThat(most).isLessThan(5_000);
  }

  @Test
  void takesTheCostOfNothingForAsMuchAsTheLeast() {
    queue.add("a", "free", 0);
    queue.add("a", "free", 0);
    queue.add("b", "one", 1);

    assertThat(queue.poll()).isEqualTo("free");
    assertThat(queue.poll()).isEqualTo("one");
  }
}
