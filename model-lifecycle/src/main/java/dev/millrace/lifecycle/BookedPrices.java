package dev.millrace.lifecycle;

import dev.millrace.lifecycle.work.CandidatePrices;
import dev.millrace.lifecycle.work.DeploymentState;
import dev.millrace.lifecycle.work.PriceState;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.ProfileRow;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gives deployments of custom models the price of what they are charged like: that of custom models
 * of their base, where the price book has one, or else of the base itself, as a profile of the book
 * and on the audit log.
 *
 * <p><i>Shape</i>: a row that is there is never replaced: what an operator has said of an ARN
 * holds.
 */
final class BookedPrices implements CandidatePrices {

  /** Before the id of a base: what calls of models made of it cost, where that is another price. */
  private static final String CUSTOM = "custom/";

  /** Bases are named with the length of their context, and priced without. */
  private static final Pattern CONTEXT = Pattern.compile("(.+:[0-9]+):[0-9]+k");

  private final Supplier<PriceBook> inForce;
  private final Publishing publishing;
  private final InstantSource clock;

  /** Puts another book in force. */
  @FunctionalInterface
  interface Publishing {

    /**
     * Publishes what is made of the newest book; nothing where that is the same.
     *
     * @throws IllegalStateException where the book has no room for it
     */
    void publish(Function<PriceBook, BookRows> rows) throws IOException;
  }

  /**
   * Prices of a book.
   *
   * @param inForce as it is followed here
   */
  BookedPrices(Supplier<PriceBook> inForce, Publishing publishing, InstantSource clock) {
    this.inForce = inForce;
    this.publishing = publishing;
    this.clock = clock;
  }

  @Override
  public PriceState of(DeploymentState.Active deployed) throws IOException {
    PriceBook book = inForce.get();
    String arn = deployed.modelId();
    if (isPriced(book, arn)) {
      return new PriceState.InForce();
    }
    if (with(book, deployed).isEmpty()) {
      return new PriceState.Missing(missing(book, deployed));
    }
    try {
      publishing.publish(
          newest ->
              isPriced(newest, arn)
                  ? newest.rows()
                  : with(newest, deployed).orElseGet(newest::rows));
    } catch (IllegalStateException e) {
      return new PriceState.Missing("a price for " + arn + ": " + e.getMessage());
    }
    return new PriceState.Published();
  }

  /** The book with its price; empty where that cannot be told. */
  private Optional<BookRows> with(PriceBook book, DeploymentState.Active deployed) {
    String arn = deployed.modelId();
    if (profile(book, arn).isPresent()) {
      return Optional.empty();
    }
    return deployed.base().stream()
        .flatMap(BookedPrices::chargedLike)
        .map(name -> with(book.rows(), new ProfileRow(arn, name)))
        .filter(rows -> isPriced(PriceBook.of(rows, book.edition()), arn))
        .findFirst();
  }

  /** The names of a base, the likeliest first. */
  private static Stream<String> chargedLike(String base) {
    Matcher context = CONTEXT.matcher(base);
    Stream<String> names = context.matches() ? Stream.of(base, context.group(1)) : Stream.of(base);
    List<String> all = names.toList();
    return Stream.concat(all.stream().map(name -> CUSTOM + name), all.stream());
  }

  private static BookRows with(BookRows rows, ProfileRow profile) {
    List<ProfileRow> profiles = new ArrayList<>(rows.profiles());
    profiles.add(profile);
    return new BookRows(rows.region(), rows.prices(), rows.units(), profiles);
  }

  private static Optional<String> profile(PriceBook book, String arn) {
    return book.rows().profiles().stream()
        .filter(row -> row.arn().equals(arn))
        .map(ProfileRow::modelId)
        .findFirst();
  }

  private boolean isPriced(PriceBook book, String arn) {
    Instant now = clock.instant();
    return book.find(arn, now).isPresent();
  }

  private static String missing(PriceBook book, DeploymentState.Active deployed) {
    String arn = deployed.modelId();
    return "a price: "
        + profile(book, arn)
            .map(name -> name + ", which stands for it in the price book, has none")
            .or(() -> deployed.base().map(base -> "its base " + base + " has none"))
            .orElse("it is not charged by tokens, so say what it comes to")
        + "; publish a row for "
        + arn
        + " (millrace prices publish)";
  }
}
