package dev.millrace.bedrock.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import opennlp.tools.ml.maxent.io.BinaryQNModelWriter;
import opennlp.tools.ml.maxent.io.QNModelReader;
import opennlp.tools.ml.maxent.quasinewton.QNModel;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.BinaryFileDataReader;

/**
 * Knows which label a text most probably has: multinomial logistic regression by Apache OpenNLP.
 *
 * <p><i>Threads</i>: never changes.
 */
public final class TextClassifier {

  /** What a label costs that is not known, or as good as impossible. */
  private static final double LEAST_PROBABILITY = 1e-9;

  private final Frame frame;
  private final Vocabulary vocabulary;
  private final AbstractModel model;

  TextClassifier(Frame frame, Vocabulary vocabulary, AbstractModel model) {
    this.frame = frame;
    this.vocabulary = vocabulary;
    this.model = model;
  }

  /** All labels that it may answer with. */
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < model.getNumOutcomes(); i++) {
      labels.add(model.getOutcome(i));
    }
    return labels.stream().sorted(Comparator.naturalOrder()).toList();
  }

  /**
   * The most probable label of a text.
   *
   * @param among where it is not empty, only these may be answered
   * @return empty where it knows none of them
   */
  public Optional<String> best(String text, List<String> among) {
    double[] probabilities = probabilities(text);
    Set<String> allowed = new HashSet<>(among);
    int best = -1;
    for (int i = 0; i < probabilities.length; i++) {
      boolean isAllowed = allowed.isEmpty() || allowed.contains(model.getOutcome(i));
      if (isAllowed && (best < 0 || probabilities[i] > probabilities[best])) {
        best = i;
      }
    }
    return best < 0 ? Optional.empty() : Optional.of(model.getOutcome(best));
  }

  /** Mean cross-entropy of examples, in nats. */
  public double loss(List<Example> examples) {
    return examples.stream().mapToDouble(this::loss).average().orElse(0);
  }

  /** Writes it down; the stream is closed. */
  public void write(OutputStream to) throws IOException {
    try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to))) {
      bytes(out, frame.before());
      bytes(out, frame.after());
      out.writeInt(vocabulary.weights().size());
      for (Map.Entry<String, Double> feature : new TreeMap<>(vocabulary.weights()).entrySet()) {
        out.writeUTF(feature.getKey());
        out.writeDouble(feature.getValue());
      }
      new BinaryQNModelWriter(model, out).persist();
    }
  }

  /** Reads back what was written. */
  public static TextClassifier read(InputStream from) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(from));
    Frame frame = new Frame(text(in), text(in));
    int features = in.readInt();
    Map<String, Double> weights = new HashMap<>();
    for (int i = 0; i < features; i++) {
      weights.put(in.readUTF(), in.readDouble());
    }
    BinaryFileDataReader data = new BinaryFileDataReader(in);
    // The kind of the model comes first, and is read by whoever chooses the reader.
    if (!data.readUTF().equals("QN")) {
      throw new IOException("it is no model of this kind");
    }
    QNModel model = new QNModelReader(data).constructModel();
    return new TextClassifier(frame, new Vocabulary(weights), model);
  }

  private double loss(Example example) {
    int label = model.getIndex(example.label());
    double probability = label < 0 ? 0 : probabilities(example.text())[label];
    return -Math.log(Math.max(LEAST_PROBABILITY, probability));
  }

  private double[] probabilities(String text) {
    Vocabulary.Vector vector = vocabulary.vector(TextFeatures.of(frame.inside(text)));
    return model.eval(vector.features(), vector.values());
  }

  /** Instructions may be longer than a string of a data stream. */
  private static void bytes(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }
}
