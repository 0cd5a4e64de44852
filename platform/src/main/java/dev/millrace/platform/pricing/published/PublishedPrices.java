package dev.millrace.platform.pricing.published;

import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.kafka.KafkaConnection;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.Pricing;
import dev.millrace.platform.pricing.domain.Rates;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.record.PriceEdition;
import dev.millrace.record.TokenUsage;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.registry.SchemaRegistry;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The price book in force: the newest edition that was published, or the one that is shipped until
 * there is any. A new one is in force within milliseconds.
 *
 * <p><i>Failure</i>: an edition that this build does not understand is logged once, and the last
 * one that was understood stays in force. Where there is none, as after a restart, nothing has a
 * price: the book that is shipped is not what was published, and a price that may be wrong is worse
 * than none. Windows are rated again once there is an edition that is understood.
 *
 * <p><i>Threads</i>: for many at once.
 */
public final class PublishedPrices implements Pricing, Rates, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedPrices.class);

  private final Supplier<Published> newest;
  private final Runnable closing;
  private volatile Seen seen = new Seen(new Published.Nothing(), PriceBook.starter());

  /** What lies in the topic. */
  sealed interface Published {

    /** Nothing was ever published, or what was is deleted. */
    record Nothing() implements Published {}

    /** The newest edition that can be read. */
    record Edition(PriceEdition record) implements Published {}

    /** A record that cannot be read, and none is known from before. */
    record Unreadable() implements Published {}
  }

  /** What was looked at last, and the book that is in force for it. */
  private record Seen(Published published, PriceBook book) {}

  PublishedPrices(Supplier<Published> newest, Runnable closing) {
    this.newest = newest;
    this.closing = closing;
  }

  /**
   * Reads the topic to its end and begins to follow it.
   *
   * @throws IllegalStateException where the brokers do not have the topic
   */
  public static PublishedPrices open(KafkaConnection kafka, SchemaRegistry registry) {
    CompactedView<PriceEdition> view = CompactedView.open(Topics.PRICE_BOOK, kafka, registry);
    return new PublishedPrices(() -> published(view), view::close);
  }

  private static Published published(CompactedView<PriceEdition> view) {
    return view.find(Editions.KEY)
        .<Published>map(Published.Edition::new)
        .orElseGet(
            () ->
                view.unknownKeys().contains(Editions.KEY)
                    ? new Published.Unreadable()
                    : new Published.Nothing());
  }

  /** The book in force now: one that does not change. */
  public PriceBook book() {
    Published published = newest.get();
    Seen last = seen;
    return isSame(published, last.published()) ? last.book() : look();
  }

  /** The very same record: the view replaces it with each one that it reads. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Published one, Published other) {
    if (one instanceof Published.Edition first) {
      return other instanceof Published.Edition second && first.record() == second.record();
    }
    return one.equals(other);
  }

  private synchronized PriceBook look() {
    Published published = newest.get();
    if (!isSame(published, seen.published())) {
      seen = new Seen(published, book(published));
    }
    return seen.book();
  }

  private PriceBook book(Published published) {
    if (published instanceof Published.Edition edition) {
      return read(edition.record());
    }
    if (published instanceof Published.Unreadable) {
      LOG.error("the price book cannot be read: {}", consequence());
      return lastUnderstood();
    }
    return PriceBook.starter();
  }

  /** The book that is shipped is in force only as long as nothing else was published. */
  private PriceBook lastUnderstood() {
    return seen.published() instanceof Published.Nothing ? PriceBook.unknown() : seen.book();
  }

  private String consequence() {
    PriceBook book = lastUnderstood();
    return book.edition() < 0
        ? "no call has a price until an edition is published that is understood"
        : "edition " + book.edition() + " stays in force";
  }

  private PriceBook read(PriceEdition edition) {
    try {
      PriceBook book = Editions.book(edition);
      LOG.info("edition {} of the price book is in force", edition.getEdition());
      return book;
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      LOG.error(
          "edition {} of the price book is not understood: {}",
          edition.getEdition(),
          consequence(),
          e);
      return lastUnderstood();
    }
  }

  @Override
  public Optional<BigDecimal> cost(String modelId, Instant at, TokenUsage usage) {
    return book().cost(modelId, at, usage);
  }

  @Override
  public Optional<BigDecimal> batchCost(String modelId, Instant at, TokenUsage usage) {
    return book().batchCost(modelId, at, usage);
  }

  @Override
  public Optional<BigDecimal> cost(String modelId, Tier tier, Instant at, TokenUsage usage) {
    return book().cost(modelId, tier, at, usage);
  }

  @Override
  public long edition() {
    return book().edition();
  }

  @Override
  public Optional<BigDecimal> rate(Tariff tariff, TokenKind kind, LocalDate day) {
    return book().rate(tariff, kind, day);
  }

  @Override
  public void close() {
    closing.run();
  }
}
