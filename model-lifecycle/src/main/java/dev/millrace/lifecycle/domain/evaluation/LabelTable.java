package dev.millrace.lifecycle.domain.evaluation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Examples as numbers, for the many samples that are drawn of them. */
final class LabelTable {

  /** Of an answer that is no label. */
  private static final int NONE = -1;

  private final int[] truths;
  private final int[] champion;
  private final int[] candidate;
  private final int labels;

  LabelTable(List<PairedAnswers> pairs) {
    Map<String, Integer> numbers = new HashMap<>();
    truths = new int[pairs.size()];
    champion = new int[pairs.size()];
    candidate = new int[pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      PairedAnswers pair = pairs.get(i);
      truths[i] = number(numbers, pair.example().label());
      champion[i] = pair.champion().label().map(label -> number(numbers, label)).orElse(NONE);
      candidate[i] = pair.candidate().label().map(label -> number(numbers, label)).orElse(NONE);
    }
    labels = numbers.size();
  }

  double championF1(int[] sample) {
    return macroF1(champion, sample);
  }

  double candidateF1(int[] sample) {
    return macroF1(candidate, sample);
  }

  /** The mean of 2 TP / (2 TP + FP + FN) over all labels that were given or true. */
  private double macroF1(int[] answers, int[] sample) {
    int[] right = new int[labels];
    int[] wrong = new int[labels];
    for (int index : sample) {
      if (answers[index] == truths[index]) {
        right[truths[index]]++;
        continue;
      }
      wrong[truths[index]]++;
      if (answers[index] != NONE) {
        wrong[answers[index]]++;
      }
    }
    double sum = 0;
    int seen = 0;
    for (int label = 0; label < labels; label++) {
      if (right[label] + wrong[label] > 0) {
        sum += 2.0 * right[label] / (2.0 * right[label] + wrong[label]);
        seen++;
      }
    }
    return seen == 0 ? 0 : sum / seen;
  }

  private static int number(Map<String, Integer> numbers, String label) {
    return numbers.computeIfAbsent(label, key -> numbers.size());
  }
}
