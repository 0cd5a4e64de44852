package dev.millrace.platform.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayStoreTest {

  @TempDir private Path folder;

  @Test
  void hasWhatIsWritten() {
    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 1);
      write(store, 2, 1);

      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.get(key(1, 2))).isNull();
      assertThat(store.get(key(3, 1))).isNull();
      assertThat(store.lastKey()).hasValue(key(2, 1));
    }
  }

  @Test
  void forgetsWholeDaysWhetherOnDiskOrNot() {
    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 0, 0);
      write(store, 1, 9);
      store.flush();
      write(store, 1, 1);
      write(store, 2, 0);

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
      write(store, 1, 1);
      store.flush();
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.approximateEntries()).isEqualTo(1);
    }
  }

  @Test
  void hasAfterAnOrderlyEndWhatWasNotFlushed() {
    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 1);
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.get(key(1, 2))).isNull();
    }
  }

  /** A mark of a call that is seen again takes the place of the one that is on disk. */
  @Test
  void hasWhatWasWrittenLastWhereverThatIs() {
    try (DayStore store = DayStore.open("ids", folder)) {
      store.write(key(1, 1), new byte[] {1});
      store.flush();
      store.write(key(1, 1), new byte[] {2});
      assertThat(store.get(key(1, 1))).as("before a file of older ones").containsExactly(2);
      store.flush();
      assertThat(store.get(key(1, 1))).as("in a younger file").containsExactly(2);
      store.write(key(1, 1), new byte[] {3, 3});
      store.write(key(1, 1), new byte[] {4, 4});

      assertThat(store.get(key(1, 1))).as("twice in memory").containsExactly(4, 4);
    }
  }

  /** What was forgotten may be written again, though nothing does so. */
  @Test
  void hasWhatIsWrittenAfterItsDayWasForgotten() {
    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 1);
      store.forgetBefore(new byte[] {2});
      write(store, 1, 2);
      store.flush();

      assertThat(store.get(key(1, 1))).isNull();
      assertThat(store.get(key(1, 2))).containsExactly(1, 2);
    }
  }

  /** Far more than memory takes, in no order, and all of it twice: many files that overlap. */
  @Test
  void hasTheLatestOfManyFiles() {
    int all = 3 * EntryTable.MOST + 1;
    try (DayStore store = DayStore.open("ids", folder)) {
      for (int i = 0; i < all; i++) {
        store.write(id(i), new byte[] {(byte) i, 1});
      }
      assertThat(store.approximateEntries()).isEqualTo(all);
      for (int i = 0; i < all; i++) {
        store.write(id(i), new byte[] {(byte) i, 2});
      }
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      for (int i = 0; i < all; i += 97) {
        assertThat(store.get(id(i))).as("entry %d", i).containsExactly((byte) i, 2);
      }
      assertThat(store.get(id(all))).isNull();
    }
    assertThat(folder.resolve("next.part")).doesNotExist();
  }

  /** Left by a process that was killed while it wrote; RocksDB knows nothing of it. */
  @Test
  void writesInPlaceOfHalfAFile() throws IOException {
    Files.write(folder.resolve("next.part"), new byte[100_000]);

    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 1);
      store.flush();

      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
    }
    assertThat(folder.resolve("next.part")).doesNotExist();
  }

  /** Left by a process that was killed when RocksDB had taken the file, under its own name. */
  @Test
  void writesOverNoFileOfRocksDb() throws IOException {
    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 1);
    }
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.filter(one -> one.toString().endsWith(".sst")).findFirst().orElseThrow();
      Files.createLink(folder.resolve("next.part"), file);
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 2);
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.get(key(1, 2))).containsExactly(1, 2);
    }
  }

  @Test
  void keepsWhatCannotBeWrittenUntilItCan() throws IOException {
    Path inTheWay = Files.createDirectory(folder.resolve("next.part"));
    Path more = Files.createFile(inTheWay.resolve("more"));
    try (DayStore store = DayStore.open("ids", folder)) {
      write(store, 1, 1);

      assertThatThrownBy(store::flush)
          .isInstanceOf(ProcessorStateException.class)
          .hasMessageContaining("the store ids cannot be written");
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);

      Files.delete(more);
    }

    try (DayStore store = DayStore.open("ids", folder)) {
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
    }
  }

  /** What a killed process leaves behind, whose changelog has the rest. */
  @Test
  void hasAfterAKillWhatWasFlushed() throws IOException {
    Path left = folder.resolve("left");
    Path lived = folder.resolve("lived");
    try (DayStore store = DayStore.open("ids", lived)) {
      write(store, 0, 1);
      write(store, 1, 1);
      store.forgetBefore(new byte[] {1});
      write(store, 1, 2);
      copy(lived, left);
    }

    try (DayStore store = DayStore.open("ids", left)) {
      assertThat(store.get(key(0, 1))).as("forgotten").isNull();
      assertThat(store.get(key(1, 1))).containsExactly(1, 1);
      assertThat(store.get(key(1, 2))).isNull();
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

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void write(DayStore store, int day, int id) {
    store.write(key(day, id), new byte[] {(byte) day, (byte) id});
  }

  /** One whose order has nothing to do with when it comes. */
  private static byte[] id(int i) {
    return ByteBuffer.allocate(2 * Integer.BYTES).putInt(7).putInt(i * 0x9E3779B1).array();
  }

  private static byte[] key(int day, int id) {
    return new byte[] {(byte) day, (byte) id};
  }
}
