package dev.millrace.benchmarks.loop;

import dev.millrace.local.client.ExampleSpec;
import dev.millrace.local.client.LabelledFile;
import dev.millrace.local.client.Row;
import dev.millrace.schemas.testing.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Banking77 (Casanueva et al. 2020): questions to a bank with their intents. What is learnt from
 * and what is examined with are files of their own.
 *
 * @param train rows that labels are told of, shuffled by a seed
 * @param test rows that they are not
 */
record Questions(List<Row> train, List<Row> test) {

  private static final String FOLDER = "text/banking77";
  private static final String LABEL = "category";
  private static final long SEED = 77;

  Questions {
    train = List.copyOf(train);
    test = List.copyOf(test);
  }

  /** Where the data set is; absent where it is not beside the project. */
  static Optional<Path> find() {
    return SharedData.find(FOLDER);
  }

  /** All of it. */
  static Questions in(Path folder) throws IOException {
    List<Row> train =
        new ArrayList<>(LabelledFile.read(folder.resolve("train.csv"), LABEL, "train-"));
    Collections.shuffle(train, new Random(SEED));
    return new Questions(train, LabelledFile.read(folder.resolve("test.csv"), LABEL, "test-"));
  }

  /** The intents in the order of the spec. */
  static List<String> intents() throws IOException {
    return ExampleSpec.named("banking77-loop").getPrompt().getLabels();
  }

  /** Only those about some intents. */
  Questions about(Set<String> intents) {
    return new Questions(about(train, intents), about(test, intents));
  }

  /** Test rows under ids of their own, for one exam. */
  List<Row> exam(String name) {
    return test.stream()
        .map(row -> new Row(row.number(), name + "-" + row.id(), row.json(), row.label()))
        .toList();
  }

  /** The train rows, over and over: traffic does not end. Ids are never the same. */
  Iterator<Row> traffic(String name) {
    return Stream.iterate(0, round -> round + 1)
        .flatMap(
            round ->
                train.stream()
                    .map(
                        row ->
                            new Row(
                                row.number(),
                                name + "-" + round + "-" + row.id(),
                                row.json(),
                                row.label())))
        .iterator();
  }

  private static List<Row> about(List<Row> rows, Set<String> intents) {
    return rows.stream().filter(row -> row.label().filter(intents::contains).isPresent()).toList();
  }
}
