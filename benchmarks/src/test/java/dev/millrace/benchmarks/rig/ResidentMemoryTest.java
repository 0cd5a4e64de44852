package dev.millrace.benchmarks.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

  private static final int MEBIBYTES = 64;
  private static final int PAGE_BYTES = 4096;

  @Test
  void growsByWhatAProcessWritesTo() {
    assumeTrue(ResidentMemory.isTold(), "this system does not tell");
    long self = ProcessHandle.current().pid();
    double before = ResidentMemory.mebibytes(self);

    ByteBuffer used = ByteBuffer.allocateDirect(MEBIBYTES << 20);
    for (int at = 0; at < used.capacity(); at += PAGE_BYTES) {
      used.put(at, (byte) 1);
    }

    // What else this process does meanwhile may take or give back some.
    assertThat(ResidentMemory.mebibytes(self) - before).isBetween(48.0, 112.0);
    assertThat(used.get(0)).isEqualTo((byte) 1);
  }

  @Test
  void isNotToldOfAProcessThatHasEnded() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();

    assertThatThrownBy(() -> ResidentMemory.mebibytes(ended.pid()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("process " + ended.pid());
  }
}
