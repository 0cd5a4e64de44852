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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The price book in force: the newest edition that was published, or the one that is shipped until
 * there is any. A new one is in force within milliseconds.
 *
 * <p><i>Failure</i>: an edition that this build does not understand is logged, and the book before
 * it stays in force; after a restart, that is the one that is shipped.
 *
 * <p><i>Threads</i>: for many at once.
 */
public final class PublishedPrices implements Pricing, Rates, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PublishedPrices.class);

  private final Supplier<Optional<PriceEdition>> newest;
  private final Runnable closing;
  private volatile Seen seen = new Seen(null, PriceBook.starter());

  /**
   * What was looked at last.
   *
   * @param edition null where nothing was published
   */
  private record Seen(@Nullable PriceEdition edition, PriceBook book) {}

  PublishedPrices(Supplier<Optional<PriceEdition>> newest, Runnable closing) {
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
    return new PublishedPrices(() -> view.find(Editions.KEY), view::close);
  }

  /** The book in force now: one that does not change. */
  public PriceBook book() {
    @Nullable PriceEdition edition = newest.get().orElse(null);
    Seen last = seen;
    return isSame(edition, last.edition()) ? last.book() : look();
  }

  /** The very same object: the view replaces it with each record that it reads. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(@Nullable PriceEdition one, @Nullable PriceEdition other) {
    return one == other;
  }

  private synchronized PriceBook look() {
    @Nullable PriceEdition edition = newest.get().orElse(null);
    if (!isSame(edition, seen.edition())) {
      seen = new Seen(edition, edition == null ? PriceBook.starter() : read(edition));
    }
    return seen.book();
  }

  private PriceBook read(PriceEdition edition) {
    try {
      PriceBook book = Editions.book(edition);
      LOG.info("edition {} of the price book is in force", edition.getEdition());
      return book;
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      LOG.error(
          "edition {} of the price book is not understood, edition {} stays in force",
          edition.getEdition(),
          seen.book().edition(),
          e);
      return seen.book();
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
