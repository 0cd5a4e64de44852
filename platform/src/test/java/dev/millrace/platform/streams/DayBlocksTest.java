package dev.millrace.platform.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DayBlocksTest {

  private static final String NAME = "ids";
  private static final Duration KEPT_IN_KAFKA = Duration.ofDays(9);

  /** Some blocks. */
  private static final int MANY = 1_200;

  /** More than there are in memory. */
  private static final int VERY_MANY = 50_001;

  @TempDir private Path folder;

  private DayBlocks store = made();

  @BeforeEach
  void start() {
    open(store);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void findsWhatIsNewAndWhatIsPutDown() {
    for (int i = 0; i < MANY; i++) {
      store.put(key(1, i), value(i));
    }
    assertThat(store.get(key(1, 7))).as("before the commit").isEqualTo(value(7));

    store.flushCache();

    for (int i = 0; i < MANY; i++) {
      assertThat(store.get(key(1, i))).isEqualTo(value(i));
      assertThat(store.get(key(0, i))).isNull();
      assertThat(store.get(key(2, i))).isNull();
    }
    assertThat(store.wrapped().approximateNumEntries()).isEqualTo(MANY);
  }

  @Test
  void keepsTheLastValue() {
    store.put(key(1, 1), value(1));
    store.flushCache();
    store.put(key(1, 1), value(2));
    assertThat(store.get(key(1, 1))).isEqualTo(value(2));

    store.flushCache();

    assertThat(store.get(key(1, 1))).isEqualTo(value(2));
  }

  @Test
  void putsDownBeforeTheCommitWhatIsTooMuchForMemory() {
    for (int i = 0; i < VERY_MANY; i++) {
      store.put(key(1, i), value(i));
    }

    assertThat(store.wrapped().get(key(1, 0))).isEqualTo(value(0));
    assertThat(store.wrapped().get(key(1, VERY_MANY - 1))).isNull();
    assertThat(store.get(key(1, VERY_MANY - 1))).isEqualTo(value(VERY_MANY - 1));
  }

  @Test
  void hasAfterAnOrderlyEndWhatWasCommittedAndNothingElse() {
    store.put(key(1, 1), value(1));
    store.flushCache();
    store.flush();
    store.put(key(1, 2), value(2));
    store.close();
    assertThatThrownBy(() -> store.get(key(1, 1))).isInstanceOf(InvalidStateStoreException.class);

    store = made();
    open(store);
    store.put(key(2, 3), value(3));
    store.flushCache();

    assertThat(store.get(key(1, 1))).isEqualTo(value(1));
    assertThat(store.get(key(1, 2))).isNull();
    assertThat(store.get(key(2, 3))).isEqualTo(value(3));
  }

  @Test
  void forgetsDaysThatArePast() {
    store.put(key(1, 1), value(1));
    store.put(key(2, 2), value(2));
    store.flushCache();
    store.put(key(4, 4), value(4));
    store.forgetBefore(2);
    store.forgetBefore(1);

    store.flushCache();

    assertThat(store.get(key(1, 1))).isNull();
    assertThat(store.get(key(2, 2))).isEqualTo(value(2));
    assertThat(store.get(key(4, 4))).isEqualTo(value(4));
  }

  @Test
  void findsWhatIsOfAnOlderDay() {
    store.put(key(5, 1), value(1));
    store.flushCache();
    store.put(key(3, 1), value(2));
    store.flushCache();

    assertThat(store.get(key(3, 1))).isEqualTo(value(2));
    assertThat(store.get(key(4, 1))).isNull();
  }

  @Test
  void leavesNothingOpenWhereItCannotBegin() throws IOException {
    store.close();
    Path files = folder.resolve("rocksdb").resolve(NAME);
    Files.delete(files.resolveSibling(NAME + ".filters"));
    try (DayStore other = DayStore.open(NAME, files)) {
      other.write(new byte[1], new byte[1]);
      other.flush();
    }

    assertThatThrownBy(() -> open(store)).isInstanceOf(BufferUnderflowException.class);

    try (DayStore other = DayStore.open(NAME, files)) {
      assertThat(other.lastKey()).isPresent();
    }
  }

  @Test
  void hasAChangelogThatIsDeletedByTheTimeOfTheBrokers() {
    assertThat(DayBlocks.builder(NAME, KEPT_IN_KAFKA).logConfig())
        .containsEntry(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
        .containsEntry(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime")
        .containsEntry(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(KEPT_IN_KAFKA.toMillis()));
  }

  @Test
  void countsDaysFrom1970() {
    long day = Duration.ofDays(1).toMillis();

    assertThat(DayBlocks.day(day - 1)).isZero();
    assertThat(DayBlocks.day(day)).isOne();
    assertThat(DayBlocks.day(-3 * day)).isZero();
    assertThat(DayBlocks.day(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
  }

  private static DayBlocks made() {
    return DayBlocks.builder(NAME, KEPT_IN_KAFKA).withLoggingDisabled().build();
  }

  private void open(DayBlocks blocks) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    StateStoreContext context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile())
            .getStateStoreContext();
    blocks.init(context, blocks);
  }

  private static Bytes key(int day, int id) {
    return Bytes.wrap(DayBlocks.key(day, 2 * Long.BYTES).putLong(31L * id).putLong(id).array());
  }

  private static byte[] value(int i) {
    return ("value " + i).getBytes(UTF_8);
  }
}
