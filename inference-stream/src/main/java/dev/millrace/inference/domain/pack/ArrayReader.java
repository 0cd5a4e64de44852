package dev.millrace.inference.domain.pack;

import java.util.List;
import java.util.Optional;

/** Knows JSON: reads the array that a model answers several records with. */
@FunctionalInterface
public interface ArrayReader {

  /**
   * Reads as much of the array as is there.
   *
   * @param member name of the member that holds the answer to a record
   * @return empty where the text holds no such array
   */
  Optional<Elements> read(String text, String member);

  /**
   * What is there.
   *
   * @param complete elements that have an index and an answer, in their order
   * @param isWhole whether the array comes to its end
   */
  record Elements(List<Element> complete, boolean isWhole) {
    public Elements {
      complete = List.copyOf(complete);
    }
  }

  /**
   * The answer to one record.
   *
   * @param index which, as the model says
   * @param answer a text, or JSON in short form where the answer is anything else
   */
  record Element(int index, String answer) {}
}
