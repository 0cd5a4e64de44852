package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyOrderTest {

  private static final KeyOrder.Key ADA = new KeyOrder.Key(0, "acme", "tickets", "ada");
  private static final KeyOrder.Key BOB = new KeyOrder.Key(0, "acme", "tickets", "bob");

  private final List<String> begun = new ArrayList<>();

  @Test
  void oneOfAKeyIsUnderWayAndOthersOfOtherKeysDoNotMind() {
    KeyOrder order = new KeyOrder(Runnable::run, true);
    enter(order, ADA, 1);
    enter(order, ADA, 2);
    enter(order, BOB, 3);
    assertThat(begun).containsExactly("ada 1", "bob 3");

    order.leave(ADA);
    assertThat(begun).containsExactly("ada 1", "bob 3", "ada 2");
  }

  @Test
  void aKeyThatWasLeftBeginsAnew() {
    KeyOrder order = new KeyOrder(Runnable::run, true);
    enter(order, ADA, 1);
    order.leave(ADA);
    enter(order, ADA, 2);

    assertThat(begun).containsExactly("ada 1", "ada 2");
  }

  @Test
  void thoseOfBeforeARestartBeginInTheOrderOfTheTopicWhenAllHaveCome() {
    KeyOrder order = new KeyOrder(Runnable::run, false);
    enter(order, ADA, 7);
    enter(order, ADA, 5);
    enter(order, ADA, 6);
    assertThat(begun).isEmpty();

    order.allCame();
    order.leave(ADA);
    order.leave(ADA);
    assertThat(begun).containsExactly("ada 5", "ada 6", "ada 7");
  }

  private void enter(KeyOrder order, KeyOrder.Key key, long offset) {
    order.enter(key, offset, () -> begun.add(key.key() + " " + offset));
  }
}
