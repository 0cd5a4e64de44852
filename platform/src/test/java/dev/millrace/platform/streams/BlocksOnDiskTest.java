package dev.millrace.platform.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Kafka Streams does to a store that it makes anew, or keeps as a copy: blocks come back. */
class BlocksOnDiskTest {

  @TempDir private Path folder;

  private final List<BatchingStateRestoreCallback> restoring = new ArrayList<>();
  private BlocksOnDisk store = new BlocksOnDisk("ids");

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void hasWhatTheChangelogHas() {
    store.init(context(), store);

    restore(block(0, 1, 500), block(0, 2, 500));

    assertThat(store.get(key(1, 7))).isEqualTo(value(7));
    assertThat(store.get(key(2, 499))).isEqualTo(value(499));
    assertThat(store.get(key(2, 500))).isNull();
    assertThat(store.get(key(3, 7))).isNull();
    assertThat(store.approximateNumEntries()).isEqualTo(1_000);
  }

  /** A copy becomes the store that is written to, as it is: nothing is opened or read again. */
  @Test
  void goesOnAsTheStoreWhereItWasACopy() {
    store.init(context(), store);
    restore(block(0, 1, 3));

    store.put(key(0, 0), block(0, 2, 3).bytes());

    assertThat(store.get(key(1, 2))).isEqualTo(value(2));
    assertThat(store.get(key(2, 2))).isEqualTo(value(2));
    assertThat(store.get(key(2, 3))).isNull();
  }

  @Test
  void forgetsAgainWhatWasForgotten() {
    store.init(context(), store);

    restore(block(0, 1, 3), block(0, 2, 3), block(2, 4, 3));

    assertThat(store.get(key(1, 1))).isNull();
    assertThat(store.get(key(2, 1))).isEqualTo(value(1));
    assertThat(store.get(key(4, 1))).isEqualTo(value(1));
  }

  /** After an orderly end only what is behind it comes from the changelog. */
  @Test
  void findsWhatWasOnDiskBesideWhatComesBack() {
    store.init(context(), store);
    store.put(key(0, 0), block(0, 1, 3).bytes());
    store.flush();
    store.close();

    store = new BlocksOnDisk("ids");
    store.init(context(), store);
    restore(new DayBlock(0, List.of(entry(1, 9))), block(0, 2, 3));

    assertThat(store.get(key(1, 2))).isEqualTo(value(2));
    assertThat(store.get(key(1, 9))).isEqualTo(value(9));
    assertThat(store.get(key(2, 2))).isEqualTo(value(2));
    assertThat(store.get(key(1, 3))).isNull();
  }

  /** What it knows of its newest days it knows again, and nobody finds it beside an open store. */
  @Test
  void keepsItsFiltersWhileItIsClosed() {
    Path filters = folder.resolve("rocksdb").resolve("ids.filters");
    store.init(context(), store);
    store.put(key(0, 0), block(0, 1, 3).bytes());
    assertThat(filters).doesNotExist();

    store.close();

    assertThat(new FiltersFile(filters).take())
        .hasValueSatisfying(
            kept -> {
              assertThat(kept.mayHave(1, key(1, 2).get())).isTrue();
              assertThat(kept.mayHave(1, key(1, 3).get())).isFalse();
            });
  }

  /** They know what is on disk, and would say of the rest that nobody has seen it. */
  @Test
  void keepsNoFiltersOfWhatCouldNotBeWritten() throws IOException {
    Path files = folder.resolve("rocksdb");
    store.init(context(), store);
    store.put(key(0, 0), block(0, 1, 3).bytes());
    Files.createDirectories(files.resolve("ids").resolve("next.part").resolve("in-the-way"));

    assertThatThrownBy(store::close).isInstanceOf(ProcessorStateException.class);

    assertThat(files.resolve("ids.filters")).doesNotExist();
    assertThat(store.isOpen()).isFalse();
  }

  /** One that stayed would say later that nobody has seen what came meanwhile. */
  @Test
  void takesItsFiltersAwayWhenItIsOpened() {
    Path filters = folder.resolve("rocksdb").resolve("ids.filters");
    store.init(context(), store);
    store.put(key(0, 0), block(0, 1, 3).bytes());
    store.close();
    assertThat(filters).exists();

    store = new BlocksOnDisk("ids");
    store.init(context(), store);

    assertThat(filters).doesNotExist();
    assertThat(store.get(key(1, 2))).isEqualTo(value(2));
    assertThat(store.get(key(1, 3))).isNull();
  }

  /** All that a store of this kind asks of Kafka Streams. */
  private StateStoreContext context() {
    return (StateStoreContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {StateStoreContext.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "stateDir" -> folder.toFile();
                  case "register" -> {
                    restoring.add((BatchingStateRestoreCallback) arguments[1]);
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private void restore(DayBlock... blocks) {
    restoring
        .get(restoring.size() - 1)
        .restoreAll(
            IntStream.range(0, blocks.length)
                .mapToObj(i -> KeyValue.pair(new byte[] {(byte) i}, blocks[i].bytes()))
                .toList());
  }

  private static DayBlock block(int oldestDay, int day, int entries) {
    return new DayBlock(
        oldestDay, IntStream.range(0, entries).mapToObj(i -> entry(day, i)).toList());
  }

  private static DayStore.Entry entry(int day, int id) {
    return new DayStore.Entry(key(day, id).get(), value(id));
  }

  private static Bytes key(int day, int id) {
    return Bytes.wrap(DayBlocks.key(day, Long.BYTES).putLong(id).array());
  }

  private static byte[] value(int i) {
    return ("value " + i).getBytes(UTF_8);
  }
}
