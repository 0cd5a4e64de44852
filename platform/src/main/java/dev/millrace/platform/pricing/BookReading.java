package dev.millrace.platform.pricing;

import java.util.List;

/**
 * What was read of a book.
 *
 * @param rows those lines that are right
 * @param problems lines that are wrong, in their order: the book cannot be used as long as there
 *     are any
 * @param oddities what is most likely not meant
 */
public record BookReading(BookRows rows, List<BookProblem> problems, List<BookProblem> oddities) {

  public BookReading {
    problems = List.copyOf(problems);
    oddities = List.copyOf(oddities);
  }
}
