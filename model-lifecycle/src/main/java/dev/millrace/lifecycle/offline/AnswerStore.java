package dev.millrace.lifecycle.offline;

import dev.millrace.lifecycle.domain.evaluation.ModelAnswer;
import java.io.IOException;
import java.util.Map;

/** Where the answers of an evaluation are kept, so that nobody is asked twice for one. */
public interface AnswerStore {

  /**
   * Those of one model, by example.
   *
   * @param model its part in the evaluation, such as champion
   * @throws IOException where nobody knows which there are
   */
  Map<String, ModelAnswer> read(String model) throws IOException;

  /**
   * Adds some. Where this returns, they are kept.
   *
   * @throws IOException where they may not be
   */
  void add(String model, Map<String, ModelAnswer> answers) throws IOException;
}
