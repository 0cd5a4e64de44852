package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SharedMemoryTest {

  private final SharedMemory memory = new SharedMemory(1200);

  @Test
  void givesAPartyThatIsAloneAHalf() {
    assertThat(takeAll("a")).isEqualTo(600);
    assertThat(memory.freeBytes()).isEqualTo(600);
  }

  @Test
  void leavesRoomForWhoComesNew() {
    assertThat(takeAll("a")).isEqualTo(600);
    assertThat(takeAll("b")).isEqualTo(300);
    assertThat(takeAll("c")).isEqualTo(150);
    assertThat(memory.take("d", 70)).isPresent();
  }

  @Test
  void countsWhatAPartyHoldsInAll() {
    assertThat(memory.take("a", 500)).isPresent();

    assertThat(memory.take("a", 101)).isEmpty();
    assertThat(memory.take("a", 100)).isPresent();
  }

  @Test
  void takesBackWhatWasHeldAndGrown() {
    SharedMemory.Share share = memory.take("a", 100).orElseThrow();

    assertThat(share.grow(400)).isTrue();
    assertThat(share.grow(101)).isFalse();
    assertThat(memory.freeBytes()).isEqualTo(700);
    share.close();
    share.close();

    assertThat(memory.freeBytes()).isEqualTo(1200);
    assertThat(share.grow(1)).isFalse();
    assertThat(memory.take("a", 600)).isPresent();
  }

  private long takeAll(String party) {
    List<SharedMemory.Share> taken = new ArrayList<>();
    for (Optional<SharedMemory.Share> one = memory.take(party, 1);
        one.isPresent();
        one = memory.take(party, 1)) {
      taken.add(one.get());
    }
    return taken.size();
  }
}
