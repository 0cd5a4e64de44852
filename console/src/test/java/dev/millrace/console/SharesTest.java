package dev.millrace.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {

  private final Shares<Integer> shares = new Shares<>(10);

  @Test
  void keepsTheNewestOfOneAlone() {
    add("acme", 0, 15);

    assertThat(shares.of("acme").values()).containsExactly(5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
  }

  @Test
  void givesOthersRoomUpToAnEqualShare() {
    add("acme", 0, 10);
    add("other", 100, 2);
    add("acme", 10, 20);
    assertThat(shares.of("other")).hasSize(2);
    add("other", 200, 20);

    assertThat(shares.of("acme").values()).containsExactly(25, 26, 27, 28, 29);
    assertThat(shares.of("other").values()).containsExactly(215, 216, 217, 218, 219);
  }

  @Test
  void holdsNoMoreThanItMayHoweverManyTenantsThereAre() {
    for (int tenant = 0; tenant < 30; tenant++) {
      add("tenant-" + tenant, 0, 3);
    }

    int held = 0;
    for (int tenant = 0; tenant < 30; tenant++) {
      held += shares.of("tenant-" + tenant).size();
    }
    assertThat(held).isEqualTo(10);
  }

  @Test
  void replacesOneByItsId() {
    add("acme", 0, 10);
    shares.replace("acme", "0", 99);
    add("acme", 10, 1);

    assertThat(shares.of("acme").values()).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 99, 10);
  }

  private void add(String tenant, int from, int count) {
    for (int i = from; i < from + count; i++) {
      shares.add(tenant, String.valueOf(i), i);
    }
  }
}
