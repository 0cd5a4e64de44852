package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayStoreTest {

  @TempDir private Path folder;

  @Test
  void hasWhatIsWritten() {
    try (DayStore store = DayStore.open("ids", folder)) {
      store.write(List.of(entry(1, 1), entry(2, 1)));

      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.get(key(1, 2))).isNull();
      assertThat(store.get(key(3, 1))).isNull();
      assertThat(store.lastKey()).hasValue(key(2, 1));
    }
  }

  @Test
  void forgetsWholeDaysWhetherOnDiskOrNot() {
    try (DayStore store = DayStore.open("ids", folder)) {
      store.write(List.of(entry(0, 0), entry(1, 9)));
      store.flush();
      store.write(List.of(entry(1, 1), entry(2, 0)));

      store.forgetBefore(new byte[] {2});

      assertThat(store.get(key(0, 0))).isNull();
      assertThat(store.get(key(1, 9))).isNull();
      assertThat(store.get(key(1, 1))).isNull();
      assertThat(store.lastKey()).hasValue(key(2, 0));
    }
  }

  @Test
  void hasAfterAnOrderlyEndWhatWasFlushed() {
    try (DayStore store = DayStore.open("ids", folder)) {
      assertThat(store.lastKey()).isEmpty();
      store.write(List.of(entry(1, 1)));
      store.flush();
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.approximateEntries()).isEqualTo(1);
    }
  }

  @Test
  void isOneAtATimeAndSaysWhichCannotBeOpened() throws IOException {
    try (DayStore open = DayStore.open("ids", folder)) {
      assertThatThrownBy(() -> DayStore.open("ids", folder))
          .isInstanceOf(ProcessorStateException.class)
          .hasMessageContaining("the store ids cannot be opened");
      assertThat(open.lastKey()).isEmpty();
    }
    Path file = Files.createFile(folder.resolve("a-file"));

    assertThatThrownBy(() -> DayStore.open("ids", file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("a-file");
  }

  private static DayStore.Entry entry(int day, int id) {
    return new DayStore.Entry(key(day, id), new byte[] {(byte) day, (byte) id});
  }

  private static byte[] key(int day, int id) {
    return new byte[] {(byte) day, (byte) id};
  }
}
