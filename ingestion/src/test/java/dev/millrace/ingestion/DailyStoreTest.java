package dev.millrace.ingestion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.streams.DayStore;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DailyStoreTest {

  private static final long DAY = Duration.ofDays(1).toMillis();

  /** More than wait in memory. */
  private static final int MANY = 5_000;

  @TempDir private Path folder;

  private DailyStore store = new DailyStore("ids", Duration.ofDays(2));

  @BeforeEach
  void open() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    MockProcessorContext<Void, Void> context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
    store.init(context.getStateStoreContext(), store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void findsWhatWaitsAndWhatIsWritten() {
    for (int i = 0; i < MANY; i++) {
      store.put(key(1, i), value(i));
    }

    for (int i = 0; i < MANY; i++) {
      assertThat(store.get(key(1, i))).isEqualTo(value(i));
      assertThat(store.get(key(2, i))).isNull();
    }
    assertThat(store.approximateNumEntries()).isBetween(MANY - 100L, MANY + 100L);
  }

  @Test
  void keepsTheLastValue() {
    store.put(key(1, 1), value(1));
    store.flush();
    store.put(key(1, 1), value(2));
    assertThat(store.get(key(1, 1))).isEqualTo(value(2));
    assertThat(store.putIfAbsent(key(1, 1), value(3))).isEqualTo(value(2));

    assertThat(store.delete(key(1, 1))).isEqualTo(value(2));
    assertThat(store.get(key(1, 1))).isNull();
    store.flush();
    assertThat(store.get(key(1, 1))).isNull();
    assertThat(store.putIfAbsent(key(1, 1), value(4))).isNull();
    assertThat(store.get(key(1, 1))).isEqualTo(value(4));
  }

  @Test
  void hasAfterAnOrderlyEndWhatItHadBefore() {
    store.put(key(1, 1), value(1));
    store.flush();
    store.close();
    assertThat(store.isOpen()).isFalse();
    assertThatThrownBy(() -> store.get(key(1, 1))).isInstanceOf(InvalidStateStoreException.class);

    open();

    assertThat(store.get(key(1, 1))).isEqualTo(value(1));
  }

  @Test
  void forgetsDaysThatArePast() {
    store.put(key(1, 1), value(1));
    store.flush();
    store.put(key(2, 2), value(2));
    store.put(key(3, 3), value(3));
    assertThat(store.get(key(1, 1))).isEqualTo(value(1));

    store.put(key(4, 4), value(4));

    assertThat(store.get(key(1, 1))).isNull();
    assertThat(store.get(key(2, 2))).isEqualTo(value(2));
    assertThat(store.get(key(4, 4))).isEqualTo(value(4));
  }

  @Test
  void takesOverWhatTheTopicHas() {
    List<KeyValue<byte[], byte[]>> entries = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      entries.add(KeyValue.pair(key(1 + i / 1_000, i).get(), value(i)));
    }

    store.restore(entries);

    assertThat(store.get(key(1, 1))).isNull();
    for (int i = 2_000; i < MANY; i++) {
      assertThat(store.get(key(1 + i / 1_000, i))).isEqualTo(value(i));
    }
  }

  @Test
  void leavesNothingOpenWhereItCannotBegin() {
    store.close();
    Path files = folder.resolve("daily").resolve("ids");
    try (DayStore other = DayStore.open("ids", files)) {
      other.write(List.of(new DayStore.Entry(new byte[1], new byte[1])));
      other.flush();
    }

    assertThatThrownBy(this::open).isInstanceOf(BufferUnderflowException.class);

    assertThat(store.isOpen()).isFalse();
    try (DayStore other = DayStore.open("ids", files)) {
      assertThat(other.firstKey()).isPresent();
    }
  }

  private static Bytes key(int day, int id) {
    return Bytes.wrap(
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(day * DAY)
            .putLong(31L * id)
            .putLong(id)
            .array());
  }

  private static byte[] value(int i) {
    return ("value " + i).getBytes(UTF_8);
  }
}
