package dev.millrace.lifecycle.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.lifecycle.domain.dataset.Examples;
import dev.millrace.lifecycle.domain.dataset.LabelledRequest;
import dev.millrace.lifecycle.work.CardText;
import dev.millrace.lifecycle.work.DatasetCard;
import dev.millrace.lifecycle.work.DatasetOrder;
import dev.millrace.lifecycle.work.DatasetState;
import dev.millrace.lifecycle.work.DatasetState.LacksLabels;
import dev.millrace.lifecycle.work.Offsets;
import dev.millrace.lifecycle.work.Retry;
import dev.millrace.platform.aws.AwsFailure;
import dev.millrace.schemas.Sha256;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Makes one dataset. The card is written last: where there is one, there is a dataset, and it is
 * not made again.
 *
 * <p><i>Threads</i>: one makes it, any asks how far it is.
 */
final class DatasetBuild {

  private static final Logger LOG = LoggerFactory.getLogger(DatasetBuild.class);

  private static final String TRAINING = "train.jsonl";
  private static final String HOLDOUT = "holdout.jsonl";
  private static final String CARD = "card.json";
  private static final String EVALUATION = "holdout.examples.jsonl";

  private static final String LINES = "application/x-ndjson";
  private static final String JSON = "application/json";

  private final DatasetOrder order;
  private final Tools tools;
  private final AtomicLong read = new AtomicLong();

  /** What datasets are made with. */
  record Tools(ExampleSource source, DatasetTerms terms, FeatureProfiles profiles, RunFiles files) {

    /**
     * Whether nobody was erased since whose requests it holds, as far as it says whose they are.
     */
    boolean isUsable(DatasetCard card) {
      return !card.tenants().isEmpty() && card.tenants().stream().noneMatch(source.isErased());
    }
  }

  DatasetBuild(DatasetOrder order, Tools tools) {
    this.order = order;
    this.tools = tools;
  }

  /** Share of what has to be read. */
  double done() {
    long all = length(order.pinned().feedback()) + length(order.pinned().requests());
    // Offsets without a record, such as those of a transaction's end, are never read.
    return all == 0 ? 0 : Math.min(1, (double) read.get() / all);
  }

  /** Makes it. */
  DatasetState make() {
    try {
      Optional<DatasetCard> before = tools.files().text(key(CARD)).flatMap(this::card);
      return before
          .filter(this::isOfOrder)
          .<DatasetState>map(DatasetState.Ready::new)
          .orElseGet(() -> fresh(before.map(this::notErased).orElseGet(Set::of)));
    } catch (SdkException e) {
      LOG.warn("the dataset {} is not taken by its bucket", order.run().name(), e);
      AwsFailure failure = AwsFailure.of(e);
      return new DatasetState.Failed(
          "the bucket " + tools.files().uri(folder()) + " does not do: " + failure.name(),
          failure.kind() == AwsFailure.Kind.REFUSED ? Retry.IN_VAIN : Retry.MAY_HELP);
    } catch (RuntimeException e) {
      LOG.warn("the dataset {} cannot be made", order.run().name(), e);
      return new DatasetState.Failed(
          "its topics cannot be read: " + e.getClass().getSimpleName() + "; the log has the reason",
          Retry.MAY_HELP);
    }
  }

  /** What is no card says of no dataset that it is there. */
  private Optional<DatasetCard> card(String text) {
    try {
      return Optional.of(CardText.read(text));
    } catch (IllegalArgumentException e) {
      LOG.warn("the card of dataset {} cannot be read: it is made anew", order.run().name(), e);
      return Optional.empty();
    }
  }

  /**
   * Another pin makes another dataset: the one before lacked labels, or somebody wants it new. So
   * does an erased tenant: the files that hold requests of it are written over.
   */
  private boolean isOfOrder(DatasetCard card) {
    return card.pinned().equals(order.pinned())
        && card.labels().equals(order.labels())
        && tools.isUsable(card);
  }

  /** Something may have been trained with what they are in: so the card goes on naming them. */
  private Set<String> notErased(DatasetCard before) {
    return before.tenants().stream()
        .filter(tools.source().isErased().negate())
        .collect(Collectors.toSet());
  }

  private DatasetState fresh(Set<String> tenantsBefore) {
    LabelledRequests requests =
        new LabelledRequests(tools.source(), tools.terms(), order.labels(), read::incrementAndGet);
    Examples examples = requests.of(order.run().pipeline(), order.pinned());
    List<LabelledRequest> training = examples.training();
    List<LabelledRequest> holdout = examples.holdout();
    if (isTooLittle(training, holdout)) {
      Map<String, Integer> byLabel = counts(all(training, holdout));
      order.labels().forEach(label -> byLabel.putIfAbsent(label, 0));
      return new LacksLabels(training.size(), holdout.size(), tools.terms().need(), byLabel);
    }
    Set<String> tenants = tenants(all(training, holdout));
    tenants.addAll(tenantsBefore);
    DatasetCard card = write(requests, tenants, training, holdout);
    LOG.info(
        "dataset {} of {}: {} examples to train with, {} to evaluate with",
        order.run().name(),
        order.run().pipeline(),
        training.size(),
        holdout.size());
    return new DatasetState.Ready(card);
  }

  private boolean isTooLittle(List<LabelledRequest> training, List<LabelledRequest> holdout) {
    DatasetState.Need need = tools.terms().need();
    return training.size() < need.training()
        || holdout.size() < need.holdout()
        || counts(training).size() < need.labels();
  }

  private DatasetCard write(
      LabelledRequests requests,
      Set<String> tenants,
      List<LabelledRequest> training,
      List<LabelledRequest> holdout) {
    tools
        .files()
        .put(key(EVALUATION), LINES, holdout.stream().map(ExampleLines::evaluation).toList());
    List<Instant> times =
        all(training, holdout).stream().map(LabelledRequest::occurredAt).sorted().toList();
    DatasetCard card =
        new DatasetCard(
            order.run().pipeline(),
            order.run().name(),
            order.labels(),
            tenants,
            part(TRAINING, training),
            part(HOLDOUT, holdout),
            times.get(0),
            times.get(times.size() - 1),
            order.pinned(),
            requests.schemas(),
            requests.left(),
            tools.profiles().of(order.features(), training));
    tools.files().put(key(CARD), JSON, List.of(CardText.of(card).getBytes(UTF_8)));
    return card;
  }

  private DatasetCard.Part part(String name, List<LabelledRequest> examples) {
    List<byte[]> lines = examples.stream().map(ExampleLines::training).toList();
    tools.files().put(key(name), LINES, lines);
    return new DatasetCard.Part(
        tools.files().uri(key(name)),
        lines.size(),
        lines.stream().mapToLong(line -> line.length).sum(),
        sha256(lines),
        counts(examples));
  }

  private String key(String name) {
    return folder() + "/" + name;
  }

  private String folder() {
    return tools.files().folder(order.run()) + "/dataset";
  }

  /** Where the holdout lies with all that is known of it: beside its lines. */
  static String evaluationUri(String holdoutUri) {
    return holdoutUri.substring(0, holdoutUri.length() - HOLDOUT.length()) + EVALUATION;
  }

  /** Where the card of a dataset lies: beside its examples. */
  static String cardUri(String trainingUri) {
    if (!trainingUri.endsWith("/" + TRAINING)) {
      throw new IllegalArgumentException(trainingUri + " is expected to end with /" + TRAINING);
    }
    return trainingUri.substring(0, trainingUri.length() - TRAINING.length()) + CARD;
  }

  private static List<LabelledRequest> all(
      List<LabelledRequest> training, List<LabelledRequest> holdout) {
    List<LabelledRequest> all = new ArrayList<>(training);
    all.addAll(holdout);
    return all;
  }

  private static Set<String> tenants(List<LabelledRequest> examples) {
    return examples.stream()
        .map(LabelledRequest::tenant)
        .collect(Collectors.toCollection(HashSet::new));
  }

  private static Map<String, Integer> counts(List<LabelledRequest> examples) {
    Map<String, Integer> counts = new TreeMap<>();
    examples.forEach(example -> counts.merge(example.truth().label(), 1, Integer::sum));
    return counts;
  }

  private static long length(Offsets offsets) {
    return offsets.to().entrySet().stream()
        .mapToLong(to -> Math.max(0, to.getValue() - offsets.from().getOrDefault(to.getKey(), 0L)))
        .sum();
  }

  private static String sha256(List<byte[]> lines) {
    MessageDigest digest = Sha256.begin();
    lines.forEach(digest::update);
    return HexFormat.of().formatHex(digest.digest());
  }
}
