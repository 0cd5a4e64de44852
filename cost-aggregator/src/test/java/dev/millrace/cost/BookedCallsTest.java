package dev.millrace.cost;

import static dev.millrace.cost.Terminals.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cost.domain.Charge;
import dev.millrace.cost.domain.ChargedCall;
import dev.millrace.cost.domain.Marks;
import dev.millrace.cost.domain.Portion;
import dev.millrace.cost.domain.Portion.Knowledge;
import dev.millrace.cost.domain.Tokens;
import dev.millrace.cost.domain.Use;
import dev.millrace.platform.streams.DayBlocks;
import dev.millrace.record.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a disk, as they are in production. */
class BookedCallsTest {

  private static final Duration KEPT = Duration.ofDays(32);
  private static final Marks SOME = new Marks(List.of(7L, -9L));
  private static final String ID = new UUID(1, 2).toString();

  @TempDir private Path folder;

  private DayBlocks store = store();
  private BookedCalls booked = BookedCalls.in(store, KEPT);

  @BeforeEach
  void start() {
    open();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void knowsWhatIsNewAndWhatIsCommitted() {
    put(charge(ID, NOON), NOON);
    assertThat(of(charge(ID, NOON), NOON)).isEqualTo(SOME);

    store.flushCache();

    assertThat(of(charge(ID, NOON), NOON)).isEqualTo(SOME);
    assertThat(of(charge("another", NOON), NOON)).isEqualTo(Marks.NONE);
    assertThat(of(charge(ID, NOON.plus(Duration.ofDays(1))), NOON)).isEqualTo(Marks.NONE);
  }

  @Test
  void keepsIdsApartThatReadAsTheSameUuid() {
    String upper = "0000000A-0000-0000-0000-00000000000B";
    put(charge(upper, NOON), NOON);
    store.flushCache();

    assertThat(of(charge(upper, NOON), NOON)).isEqualTo(SOME);
    assertThat(of(charge(upper.toLowerCase(Locale.ROOT), NOON), NOON)).isEqualTo(Marks.NONE);
  }

  @Test
  void isAsItWasAfterItWasClosedInOrder() {
    for (int i = 0; i < 1_200; i++) {
      put(charge("request-" + i, NOON), NOON);
    }
    store.flushCache();
    store.flush();
    store.close();

    store = store();
    booked = BookedCalls.in(store, KEPT);
    open();

    for (int i = 0; i < 1_200; i++) {
      assertThat(of(charge("request-" + i, NOON), NOON)).as("%d", i).isEqualTo(SOME);
    }
  }

  @Test
  void losesWhatWasNotCommitted() {
    put(charge(ID, NOON), NOON);
    store.close();

    store = store();
    booked = BookedCalls.in(store, KEPT);
    open();

    assertThat(of(charge(ID, NOON), NOON)).isEqualTo(Marks.NONE);
  }

  @Test
  void forgetsDaysThatNobodyAsksForAnyMore() {
    put(charge(ID, NOON), NOON);
    store.flushCache();
    Instant later = NOON.plus(KEPT);
    put(charge("later", later), later);
    store.flushCache();
    assertThat(of(charge(ID, NOON), later)).as("within the time").isEqualTo(SOME);

    Instant last = NOON.plus(Duration.ofDays(40));
    put(charge("last", last), last);
    store.flushCache();

    assertThat(of(charge(ID, NOON), last)).isEqualTo(Marks.NONE);
    assertThat(of(charge("later", later), last)).isEqualTo(SOME);
    assertThat(of(charge("last", last), last)).isEqualTo(SOME);
  }

  private void open() {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    StateStoreContext context =
        new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile())
            .getStateStoreContext();
    store.init(context, store);
  }

  private Marks of(Charge charge, Instant takenIn) {
    return booked.of(BookedCalls.key(charge, takenIn.toEpochMilli()));
  }

  private void put(Charge charge, Instant takenIn) {
    booked.put(BookedCalls.key(charge, takenIn.toEpochMilli()), takenIn.toEpochMilli(), SOME);
  }

  private static DayBlocks store() {
    return BookedCalls.builder(KEPT).withLoggingDisabled().build();
  }

  private static Charge charge(String requestId, Instant completedAt) {
    Tokens tokens = new Tokens(1, 0, 0, 0, 0);
    return new Charge(
        new Charge.Subject(Charge.Kind.REQUEST, requestId, "acme", "letters", Lane.BULK),
        completedAt.toEpochMilli(),
        List.of(
            new ChargedCall(
                1,
                Terminals.NOVA,
                1,
                Optional.empty(),
                completedAt.toEpochMilli(),
                Optional.empty(),
                Portion.of(Use.USEFUL, Knowledge.REPORTED, 0, tokens),
                tokens,
                true)));
  }
}
