package dev.millrace.platform.pricing.published;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.platform.audit.AuditEntry;
import dev.millrace.platform.audit.AuditPage;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.pricing.BookChange;
import dev.millrace.platform.pricing.BookDiff;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.record.PriceEdition;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The price book in force: in its topic, followed by every job that books money, or the one that is
 * shipped until something is published.
 */
public final class PriceBoard {

  /** A record of more than that is refused by brokers with their defaults, headers included. */
  private static final int MOST_BYTES = 900_000;

  private final PriceTopic topic;
  private final InstantSource clock;

  public PriceBoard(KafkaConnection kafka, SchemaRegistry registry, InstantSource clock) {
    this(PriceTopic.of(kafka, registry, clock), clock);
  }

  PriceBoard(PriceTopic topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
  }

  /** What may become of prices that calls were booked with. */
  public enum Past {
    /** They stay: only what had no price may be given one for days that have begun. */
    KEPT,
    /** They may change, and what was booked with them is rated anew. */
    REWRITTEN
  }

  /**
   * What came of a publication.
   *
   * @param book in force now
   * @param changes empty where nothing costs anything else
   * @param isNew whether something was written
   */
  public record Publication(PriceBook book, List<BookChange> changes, boolean isNew) {}

  /** The book in force. */
  public PriceBook inForce() {
    return book(topic.newest());
  }

  /**
   * Puts a book in force.
   *
   * @param rows of the new book, made from the one in force; asked again where another was
   *     published meanwhile
   * @param by who wants it
   * @throws IllegalStateException where it would rewrite a past that is to be kept, or is too large
   */
  public Publication publish(Function<PriceBook, BookRows> rows, Past past, String by)
      throws IOException {
    Draft draft = new Draft(rows, past, by);
    // Looks first, so that nobody is kept from writing where there is nothing to write.
    if (draft.plan(topic.newest()).isEmpty()) {
      return draft.publication(/* isNew= */ false);
    }
    boolean[] written = {false};
    topic.write(
        () -> {
          Optional<byte[]> standing = topic.newest();
          Optional<byte[]> planned = draft.plan(standing);
          written[0] = planned.isPresent();
          return planned
              .map(value -> page(standing, value, by))
              .orElseGet(() -> new AuditPage(List.of(), List.of()));
        });
    return draft.publication(written[0]);
  }

  private static AuditPage page(Optional<byte[]> standing, byte[] value, String by) {
    return new AuditPage(
        List.of(
            AuditEntry.of(by, "prices.publish", Editions.KEY).change(standing, Optional.of(value))),
        List.of(
            new ProducerRecord<>(Topics.PRICE_BOOK.name(), Editions.KEY.getBytes(UTF_8), value)));
  }

  private PriceBook book(Optional<byte[]> value) {
    return value.map(topic.codec()::decode).map(Editions::book).orElseGet(PriceBook::starter);
  }

  /** What is to be published, as far as it is planned. */
  private final class Draft {

    private final Function<PriceBook, BookRows> rows;
    private final Past past;
    private final String by;
    private @Nullable PriceBook next;
    private List<BookChange> changes = List.of();

    Draft(Function<PriceBook, BookRows> rows, Past past, String by) {
      this.rows = rows;
      this.past = past;
      this.by = by;
    }

    /** The record to be written; nothing where the book in force is the same to the letter. */
    Optional<byte[]> plan(Optional<byte[]> standing) {
      PriceBook inForce = book(standing);
      BookRows wanted = rows.apply(inForce);
      PriceBook book = PriceBook.of(wanted, inForce.edition() + 1);
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      changes = BookDiff.between(inForce, book);
      if (past == Past.KEPT) {
        refuseRewriting(PriceBook.day(now));
      }
      if (wanted.equals(inForce.rows())) {
        next = inForce;
        return Optional.empty();
      }
      next = book;
      PriceEdition edition = Editions.of(wanted, book.edition(), by, now);
      byte[] value = topic.codec().encode(edition);
      if (value.length > MOST_BYTES) {
        throw new IllegalStateException(
            "the book has "
                + value.length
                + " bytes, more than the "
                + MOST_BYTES
                + " of a record: leave out models, tiers or days that nobody calls");
      }
      return Optional.of(value);
    }

    Publication publication(boolean isNew) {
      return new Publication(Objects.requireNonNull(next), changes, isNew);
    }

    private void refuseRewriting(LocalDate today) {
      List<BookChange> rewriting =
          changes.stream().filter(change -> change.rewrites(today)).toList();
      if (!rewriting.isEmpty()) {
        throw new IllegalStateException(
            rewriting.size()
                + " prices would change for days that have begun, such as "
                + rewriting.get(0)
                + ": let new prices begin on "
                + today.plusDays(1)
                + " or later, or say --rewrite-past to have what was booked rated anew");
      }
    }
  }
}
