package dev.millrace.platform.pricing.published;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.platform.audit.AuditChain;
import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditLog;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.PriceRow;
import dev.millrace.platform.pricing.published.PriceBoard.Past;
import dev.millrace.platform.pricing.published.PriceBoard.Publication;
import dev.millrace.record.PriceEdition;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.testing.InMemorySchemaRegistry;
import dev.millrace.schemas.wire.AvroCodec;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceBoardTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00.123456Z");

  private final Topic topic = new Topic();
  private final PriceBoard board = new PriceBoard(topic, () -> NOW);

  /** An edition in memory, as a compacted topic keeps it. */
  private static final class Topic implements PriceTopic {

    private final AvroCodec<PriceEdition> codec =
        new AvroCodec<>(Topics.PRICE_BOOK, new InMemorySchemaRegistry());
    private final List<AuditEntry> audited = new ArrayList<>();
    private byte @Nullable [] value;

    /** Another writer, who comes between looking and writing. */
    private Runnable rival = () -> {};

    @Override
    public Optional<byte[]> newest() {
      return Optional.ofNullable(value);
    }

    @Override
    public AvroCodec<PriceEdition> codec() {
      return codec;
    }

    @Override
    public void write(AuditLog.Draft draft) {
      rival.run();
      AuditPage page = draft.write();
      audited.addAll(page.entries());
      for (ProducerRecord<byte[], byte[]> record : page.records()) {
        assertThat(record.topic()).isEqualTo("price-book");
        assertThat(new String(record.key(), UTF_8)).isEqualTo("USD");
        value = record.value();
      }
    }
  }

  @Test
  void showsTheBookThatIsShippedUntilThereIsAnother() {
    assertThat(board.inForce().rows()).isEqualTo(PriceBook.starter().rows());
    assertThat(board.inForce().edition()).isZero();
  }

  @Test
  void putsABookInForceAndIntoTheAuditLog() throws IOException {
    Publication first = publish(Past.REWRITTEN, "m,standard,2026-01-01,1,4,,,,");
    byte[] edition = topic.newest().orElseThrow();
    Publication second =
        publish(Past.KEPT, "m,standard,2026-01-01,1,4,,,,", "m,standard,2026-11-27,2,4,,,,");

    assertThat(first.isNew()).isTrue();
    assertThat(first.book().edition()).isEqualTo(1);
    assertThat(second.book().edition()).isEqualTo(2);
    assertThat(second.changes()).hasSize(1);
    assertThat(board.inForce().rows()).isEqualTo(second.book().rows());
    assertThat(topic.codec.decode(edition).getPublishedBy()).isEqualTo("ada");
    assertThat(topic.codec.decode(edition).getPublishedAt())
        .isEqualTo(Instant.parse("2026-11-26T12:00:00.123Z"));
    assertThat(topic.audited)
        .containsExactly(
            new AuditEntry(
                "ada",
                "prices.publish",
                "USD",
                Optional.empty(),
                Optional.empty(),
                Optional.of(AuditChain.digest(edition))),
            new AuditEntry(
                "ada",
                "prices.publish",
                "USD",
                Optional.empty(),
                Optional.of(AuditChain.digest(edition)),
                topic.newest().map(AuditChain::digest)));
  }

  @Test
  void doesNotRewriteThePastUnlessItIsTold() throws IOException {
    publish(Past.REWRITTEN, "m,standard,2026-01-01,1,4,,,,");

    assertThatThrownBy(() -> publish(Past.KEPT, "m,standard,2026-01-01,1.5,4,,,,"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "1 prices would change for days that have begun, such as m standard, input: 1 -> 1.5"
                + " USD per million from 2026-01-01: let new prices begin on 2026-11-27 or later,"
                + " or say --rewrite-past to have what was booked rated anew");
    assertThat(board.inForce().edition()).isEqualTo(1);

    Publication told = publish(Past.REWRITTEN, "m,standard,2026-01-01,1.5,4,,,,");

    assertThat(told.book().edition()).isEqualTo(2);
  }

  @Test
  void givesAPriceToWhatHadNone() throws IOException {
    publish(Past.REWRITTEN, "m,standard,2026-01-01,1,4,,,,");

    Publication more =
        publish(Past.KEPT, "m,standard,2026-01-01,1,4,,,,", "n,standard,2026-01-01,1,4,,,,");

    assertThat(more.isNew()).isTrue();
    assertThat(board.inForce().find("n", NOW)).isPresent();
  }

  @Test
  void writesNothingWhereNothingIsNew() throws IOException {
    publish(Past.REWRITTEN, "m,standard,2026-01-01,1,4,,,,");
    Publication same = publish(Past.KEPT, "m,standard,2026-01-01,1.00,4,,,,");

    assertThat(same.isNew()).isFalse();
    assertThat(same.book().edition()).isEqualTo(1);
    assertThat(topic.audited).hasSize(1);
  }

  @Test
  void plansAnewBehindAnotherWriter() throws IOException {
    publish(Past.REWRITTEN, "m,standard,2026-01-01,1,4,,,,");
    topic.rival =
        () ->
            topic.value =
                topic.codec.encode(
                    Editions.of(
                        rows("m,standard,2026-01-01,1,4,,,,", "n,standard,2026-01-01,7,7,,,,"),
                        2,
                        "bob",
                        NOW));

    assertThatThrownBy(
            () ->
                publish(
                    Past.KEPT, "m,standard,2026-01-01,1,4,,,,", "o,standard,2026-01-01,1,4,,,,"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("n standard, input: 7 -> unpriced");

    topic.rival = () -> {};
    Publication mine =
        board.publish(
            book -> {
              List<PriceRow> all = new ArrayList<>(book.rows().prices());
              all.addAll(rows("o,standard,2026-01-01,1,4,,,,").prices());
              return new BookRows(Optional.empty(), all, List.of(), List.of());
            },
            Past.KEPT,
            "ada");

    assertThat(mine.book().edition()).isEqualTo(3);
    assertThat(mine.book().models()).containsExactlyInAnyOrder("m", "n", "o");
  }

  @Test
  void refusesABookThatNoRecordCanHold() {
    String[] lines = new String[12_000];
    Arrays.setAll(
        lines, i -> "model-" + "x".repeat(60) + i + ",standard,2026-01-01,1,4,0.1,1,2,2026-11-26");

    assertThatThrownBy(() -> publish(Past.REWRITTEN, lines))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than the 900000 of a record");
    assertThat(topic.newest()).isEmpty();
  }

  @Test
  void isExactToTheLastDigit() throws IOException {
    publish(Past.REWRITTEN, "m,standard,2026-01-01,0.000001,4,,,,");

    assertThat(board.inForce().cost("m", NOW, new TokenUsage(1L, 0L, 0L, 0L, 0L)))
        .contains(new BigDecimal("0.000000000001"));
  }

  private Publication publish(Past past, String... lines) throws IOException {
    return board.publish(book -> rows(lines), past, "ada");
  }

  private static BookRows rows(String... lines) {
    return PriceBook.parse(List.of(lines)).rows();
  }
}
