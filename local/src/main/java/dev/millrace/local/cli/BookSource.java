package dev.millrace.local.cli;

import com.fasterxml.jackson.core.JacksonException;
import dev.millrace.platform.pricing.BookMerge;
import dev.millrace.platform.pricing.BookProblem;
import dev.millrace.platform.pricing.BookReader;
import dev.millrace.platform.pricing.BookReading;
import dev.millrace.platform.pricing.BookRows;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.offers.LeftOut;
import dev.millrace.platform.pricing.offers.OfferFile;
import dev.millrace.platform.pricing.offers.OfferNames;
import dev.millrace.platform.pricing.offers.OfferReading;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options that say where a price book comes from: a file of one's own, or price lists of AWS. */
final class BookSource {

  @Parameters(
      arity = "0..1",
      paramLabel = "BOOK.csv",
      description = "A whole book as prices list prints it; - for standard input.")
  private @Nullable String book;

  @Option(
      names = "--from-price-list",
      paramLabel = "FILE",
      description =
          "In place of a book: an offer file (index.json) of AWS's Price List, whose prices are"
              + " added to the book in force. May be given several times.")
  private List<Path> lists = new ArrayList<>();

  @Option(
      names = "--region",
      paramLabel = "R",
      description = "Of a price list of several regions, that from which you call.")
  private @Nullable String region;

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description =
          "First day of the prices of a list, such as 2026-12-01 (default: the list's own).")
  private @Nullable LocalDate from;

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description = "More names of models in price lists: NAME,MODEL-ID lines.")
  private @Nullable Path names;

  /** What was read, and what of price lists was left out. */
  record Read(BookReading book, List<LeftOut> leftOut) {

    /** Why it cannot be used; empty where it can. */
    List<BookProblem> problems() {
      return book.problems();
    }
  }

  /** Whether it depends on the book in force. */
  boolean isOfLists() {
    return !lists.isEmpty();
  }

  /** Reads it all; for price lists, into the book that is given. */
  Read read(PriceBook inForce) throws IOException {
    if ((book == null) == lists.isEmpty()) {
      throw new CommandException("give a book, or price lists with --from-price-list: one of both");
    }
    return book == null ? lists(inForce) : book(book);
  }

  private static Read book(String name) throws IOException {
    try (Reader file = new SourceFile(name).open();
        BufferedReader lines = new BufferedReader(file)) {
      return new Read(BookReader.read(lines.lines().toList()), List.of());
    } catch (UncheckedIOException e) {
      throw new CommandException("the file " + name + " is not UTF-8 text");
    }
  }

  private Read lists(PriceBook inForce) throws IOException {
    OfferNames known = OfferNames.shipped();
    if (names != null) {
      known = named(known, names);
    }
    BookRows rows = inForce.rows();
    List<LeftOut> leftOut = new ArrayList<>();
    for (Path list : lists) {
      try (InputStream file = new BufferedInputStream(Files.newInputStream(list))) {
        OfferReading offered =
            OfferFile.read(
                file,
                new OfferFile.Reading(
                    known, Optional.ofNullable(region), Optional.ofNullable(from)));
        rows = BookMerge.of(rows, offered.rows());
        leftOut.addAll(offered.leftOut());
      } catch (NoSuchFileException e) {
        throw new CommandException("there is no file " + list);
      } catch (IllegalArgumentException | JacksonException e) {
        throw new CommandException(list + " cannot be used: " + sentence(e));
      }
    }
    return new Read(new BookReading(rows, List.of(), List.of()), leftOut);
  }

  private static OfferNames named(OfferNames known, Path file) throws IOException {
    try {
      return known.and(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + file);
    } catch (IllegalArgumentException e) {
      throw new CommandException(file + " cannot be used: " + e.getMessage());
    }
  }

  /** Without the piece of the file that Jackson would show. */
  private static String sentence(Exception e) {
    return e instanceof JacksonException json
        ? "it is no JSON: " + json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }
}
