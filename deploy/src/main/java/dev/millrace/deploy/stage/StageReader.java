package dev.millrace.deploy.stage;

import dev.millrace.deploy.stage.Stage.Brokers;
import dev.millrace.deploy.stage.Stage.Console;
import dev.millrace.deploy.stage.Stage.Flink;
import dev.millrace.deploy.stage.Stage.Gateway;
import dev.millrace.deploy.stage.Stage.Keeping;
import dev.millrace.deploy.stage.Stage.Model;
import dev.millrace.deploy.stage.Stage.Money;
import dev.millrace.deploy.stage.Stage.Place;
import dev.millrace.deploy.stage.Stage.Release;
import dev.millrace.deploy.stage.Stage.Size;
import dev.millrace.deploy.stage.Stage.Traffic;
import dev.millrace.deploy.stage.Stage.Training;
import dev.millrace.deploy.stage.Stage.Workers;
import dev.millrace.schemas.access.OwnTopics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads stage files: YAML 1.2, one document; {@code deploy/stages/production.yaml} has every field.
 *
 * <p><i>Failure</i>: all problems of a file are told at once, with their lines; only a text that is
 * not YAML is told by its first.
 */
public final class StageReader {

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setLabel("stage").setSchema(new CoreSchema()).build();

  private static final Pattern VERSION_OF_THE_FORM = Pattern.compile("millrace\\.deploy/v1");

  /** Names of buckets have at most 63 characters: the longest is millrace-STAGE-ACCOUNT-REGION… */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,14}[a-z0-9]");

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d");
  private static final Pattern CIDR =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.0/(1[6-9]|20)");
  private static final Pattern BLOCK =
      Pattern.compile(
          "((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)/([89]|[12]\\d|3[0-2])");
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern RELEASE = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._-]{0,127}");
  private static final Pattern MACHINE = Pattern.compile("kafka\\.[a-z0-9]+\\.[a-z0-9]+");
  private static final Pattern KAFKA = Pattern.compile("\\d+\\.\\d+\\.[0-9x]+(\\.kraft)?");
  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}");
  private static final Pattern CERTIFICATE =
      Pattern.compile("arn:aws[a-z-]*:acm:[a-z0-9-]+:\\d{12}:certificate/[0-9a-f-]+");
  private static final Pattern MODEL = Pattern.compile("[a-z0-9-]+\\.[A-Za-z0-9:._-]+");
  private static final Pattern TEAM = Pattern.compile("[a-z0-9-]{1,24}");
  private static final Pattern IMAGE =
      Pattern.compile(
          "\\d{12}\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com/[a-z0-9/._-]+[@:][A-Za-z0-9:._-]+");
  private static final Pattern FIRST_KEY = Pattern.compile("[0-9a-f]{64}=[^,=\\s]{1,100}");
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

  /** What Fargate offers, in MiB, by thousandths of a core. */
  private static final Map<Integer, List<Integer>> FARGATE =
      Map.of(
          512, List.of(1024, 2048, 3072, 4096),
          1024, List.of(2048, 3072, 4096, 5120, 6144, 7168, 8192),
          2048, List.of(4096, 5120, 6144, 7168, 8192, 12288, 16384),
          4096, List.of(8192, 10240, 12288, 16384, 20480, 24576, 30720));

  private static final int LONGEST_PROFILE = 64;

  /** A rule of a load balancer takes five values: the name, and these. */
  private static final int MOST_BLOCKS = 4;

  private StageReader() {}

  /**
   * Reads a file.
   *
   * @throws StageException where it cannot be used
   */
  public static Stage read(Path file) throws StageException {
    try {
      return read(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new StageException(
          file.toString(), List.of(new StageProblem(1, "", "the file cannot be read: " + e)));
    }
  }

  /**
   * Reads a text.
   *
   * @param name how problems call it
   */
  public static Stage read(String name, String yaml) throws StageException {
    List<StageProblem> problems = new ArrayList<>();
    Optional<Node> document = document(yaml, problems);
    Optional<Stage> stage =
        document.flatMap(
            node -> {
              Fields fields = Fields.of("", node, problems);
              Optional<Stage> read = stage(fields);
              fields.end();
              return read;
            });
    if (!problems.isEmpty()) {
      throw new StageException(
          name, problems.stream().sorted(Comparator.comparingInt(StageProblem::line)).toList());
    }
    return stage.orElseThrow(() -> new AssertionError("no stage, and nothing wrong"));
  }

  private static Optional<Node> document(String yaml, List<StageProblem> problems) {
    try {
      Optional<Node> node = new Compose(SETTINGS).composeString(yaml);
      if (node.isEmpty()) {
        problems.add(new StageProblem(1, "", "the file is empty"));
      }
      return node;
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      problems.add(new StageProblem(line, "", "not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(new StageProblem(1, "", "not YAML: " + e.getMessage()));
    }
    return Optional.empty();
  }

  private static Optional<Stage> stage(Fields fields) {
    fields.text("apiVersion", VERSION_OF_THE_FORM, "`millrace.deploy/v1`");
    String name =
        fields.text("stage", NAME, "a name of 2 to 16 lower-case letters, digits and hyphens");
    Optional<Place> place = fields.section("place", StageReader::place);
    Optional<Release> release = fields.section("release", StageReader::release);
    Optional<Brokers> brokers = fields.section("brokers", StageReader::brokers);
    Optional<Gateway> gateway = fields.section("gateway", StageReader::gateway);
    Optional<Console> console = fields.section("console", StageReader::console);
    Optional<Workers> workers = fields.section("workers", StageReader::workers);
    Optional<Flink> flink = fields.section("flink", StageReader::flink);
    List<Model> models = fields.sections("models", StageReader::model);
    Training training =
        new Training(fields.optionalSection("training", StageReader::image).flatMap(one -> one));
    Optional<Money> money = fields.section("money", StageReader::money);
    Optional<Keeping> keeping = fields.section("keeping", StageReader::keeping);
    Optional<Traffic> traffic = fields.section("traffic", StageReader::traffic);
    requireNamesOfTheirOwn(fields, gateway, console);
    requireOneProfileEach(fields, name, models);
    requireOnePartitionEach(fields, brokers, workers, flink);
    return fields.isSound()
        ? Optional.of(
            new Stage(
                name,
                place.orElseThrow(),
                release.orElseThrow(),
                brokers.orElseThrow(),
                gateway.orElseThrow(),
                console.orElseThrow(),
                workers.orElseThrow(),
                flink.orElseThrow(),
                models,
                training,
                money.orElseThrow(),
                keeping.orElseThrow(),
                traffic.orElseThrow()))
        : Optional.empty();
  }

  private static Place place(Fields fields) {
    return new Place(
        fields.text("account", ACCOUNT, "twelve digits in quotes"),
        fields.text("region", REGION, "a region such as `us-east-1`"),
        cidr(fields),
        fields.number("zones", 2, 3));
  }

  /**
   * The private addresses of RFC 1918. Those that RFC 6598 sets aside for carriers (100.64.0.0/10)
   * are refused: a network that is joined to others may meet them there.
   */
  private static String cidr(Fields fields) {
    String cidr =
        fields.text("cidr", CIDR, "private addresses with 16 to 20 bits, such as `10.40.0.0/16`");
    Matcher parts = CIDR.matcher(cidr);
    if (parts.matches()) {
      int first = Integer.parseInt(parts.group(1));
      int second = Integer.parseInt(parts.group(2));
      int third = Integer.parseInt(parts.group(3));
      int bits = Integer.parseInt(parts.group(4));
      boolean isPrivate =
          (first == 10 && second <= 255)
              || (first == 172 && second >= 16 && second <= 31)
              || (first == 192 && second == 168);
      if (!isPrivate || third > 255) {
        fields.wrong(
            "cidr",
            cidr
                + " are no private addresses: take some of 10.0.0.0/8, 172.16.0.0/12 or"
                + " 192.168.0.0/16 (RFC 1918)");
      } else if (third % (1 << (24 - bits)) != 0) {
        fields.wrong(
            "cidr", cidr + " does not begin where " + bits + " bits begin: set the others to 0");
      }
    }
    return cidr;
  }

  private static Release release(Fields fields) {
    return new Release(
        fields.text("version", RELEASE, "a version such as `0.1.0`"),
        fields.text("bucket", BUCKET, "the name of a bucket"));
  }

  private static Brokers brokers(Fields fields) {
    return new Brokers(
        fields.text("machine", MACHINE, "a type of broker such as `kafka.m7g.large`"),
        fields.number("perZone", 1, 10),
        fields.number("gigabytes", 10, 16_384),
        fields.text("version", KAFKA, "a version as MSK calls it, such as `3.9.x.kraft`"),
        fields.number("trafficPartitions", 4, 2_000),
        fields.flag("openToFirehose"),
        ownTopics(fields));
  }

  private static OwnTopics ownTopics(Fields fields) {
    try {
      return OwnTopics.of(
          fields.texts("ownTopics", TOPIC, "names of topics in brackets, such as `[tickets]`"));
    } catch (IllegalArgumentException e) {
      fields.wrong("ownTopics", String.valueOf(e.getMessage()));
      return OwnTopics.none();
    }
  }

  private static Gateway gateway(Fields fields) {
    int least = fields.number("least", 1, 100);
    int most = fields.number("most", 1, 100);
    if (most < least) {
      fields.wrong("most", "is less than least, " + least);
    }
    return new Gateway(
        fields.text("domain", DOMAIN, "a domain name"),
        fields.text("certificate", CERTIFICATE, "the ARN of a certificate in ACM"),
        least,
        most,
        size(fields),
        fields.optionalText("firstKey", FIRST_KEY, "DIGEST=TENANT, as `millrace keys` shows them"));
  }

  private static Console console(Fields fields) {
    List<String> from =
        fields.texts(
            "from", BLOCK, "addresses of operators in brackets, such as `[203.0.113.0/24]`");
    if (from.isEmpty() || from.size() > MOST_BLOCKS) {
      fields.wrong(
          "from", "names no addresses of operators, or more than " + MOST_BLOCKS + " blocks");
    }
    return new Console(
        fields.text("domain", DOMAIN, "a domain name"),
        fields.text("certificate", CERTIFICATE, "the ARN of a certificate in ACM"),
        from,
        size(fields));
  }

  private static Workers workers(Fields fields) {
    int ingestion = fields.number("ingestion", 1, 64);
    int most = fields.number("ingestionMost", 1, 64, ingestion);
    if (most < ingestion) {
      fields.wrong("ingestionMost", "is less than ingestion, " + ingestion);
    }
    return new Workers(
        ingestion,
        most,
        fields.number("ingestionLag", 1_000, 100_000_000, 100_000),
        fields.number("costs", 1, 16),
        fields.number("lifecycle", 1, 4),
        size(fields));
  }

  private static Size size(Fields fields) {
    Size size = new Size(fields.number("cpu", 512, 4096), fields.number("memory", 1024, 30_720));
    List<Integer> offered = FARGATE.getOrDefault(size.cpu(), List.of());
    if (offered.isEmpty()) {
      fields.wrong("cpu", "is none of what Fargate offers here: 512, 1024, 2048, 4096");
    } else if (!offered.contains(size.mebibytes())) {
      fields.wrong("memory", "is not what Fargate offers with cpu " + size.cpu() + ": " + offered);
    }
    return size;
  }

  private static Flink flink(Fields fields) {
    return new Flink(
        fields.number("inference", 1, 256),
        fields.number("drift", 1, 256),
        fields.number("callsAtOnce", 1, 10_000));
  }

  private static Model model(Fields fields) {
    return new Model(
        fields.text("id", MODEL, "the id of a foundation model, such as `amazon.nova-micro-v1:0`"),
        fields.text("team", TEAM, "a name of at most 24 lower-case letters, digits and hyphens"),
        fields.number("tokensPerMinute", 1, 999_999_999),
        fields.number("requestsPerMinute", 1, 999_999_999));
  }

  private static Optional<String> image(Fields fields) {
    return fields.optionalText("image", IMAGE, "an image in ECR with its tag or digest");
  }

  private static Money money(Fields fields) {
    return new Money(
        fields.dollars("monthly"),
        fields.numbers("tellAt", 1, 200),
        fields.text("email", EMAIL, "an address"));
  }

  private static Keeping keeping(Fields fields) {
    return new Keeping(
        fields.number("auditYears", 1, 10),
        Integer.parseInt(
            fields.choice("logDays", List.of("30", "1", "3", "7", "14", "60", "90", "180", "365"))),
        fields.flag("removable"));
  }

  private static Traffic traffic(Fields fields) {
    return new Traffic(
        fields.number("eventsPerSecond", 1, 10_000_000),
        fields.number("bytes", 1, 4_194_304),
        fields.text("model", MODEL, "the id of a model of the price book"),
        fields.number("inputTokens", 1, 1_000_000),
        fields.number("outputTokens", 1, 100_000));
  }

  /** The load balancer tells the two by what callers call them. */
  private static void requireNamesOfTheirOwn(
      Fields fields, Optional<Gateway> gateway, Optional<Console> console) {
    if (gateway.isPresent() && gateway.map(Gateway::domain).equals(console.map(Console::domain))) {
      fields.wrong("console", "has the domain of the gateway: give it one of its own");
    }
  }

  /** Bedrock takes names of profiles of 64 characters: {@code millrace-STAGE-TEAM-MODEL}. */
  private static void requireOneProfileEach(Fields fields, String stage, List<Model> models) {
    Set<String> profiles = new HashSet<>();
    for (Model model : models) {
      if (!profiles.add(model.profile())) {
        fields.wrong("models", "has " + model.id() + " of team " + model.team() + " twice");
      }
      int length = ("millrace-" + stage + "-" + model.profile()).length();
      if (length > LONGEST_PROFILE) {
        fields.wrong(
            "models",
            "has "
                + model.id()
                + " of team "
                + model.team()
                + ", whose profile would have a name of "
                + length
                + " characters; Bedrock takes "
                + LONGEST_PROFILE
                + ": shorten the team or the stage");
      }
    }
  }

  /** What has no partition has no work. */
  private static void requireOnePartitionEach(
      Fields fields, Optional<Brokers> brokers, Optional<Workers> workers, Optional<Flink> flink) {
    int partitions = brokers.map(Brokers::trafficPartitions).orElse(Integer.MAX_VALUE);
    if (workers.map(Workers::ingestionMost).orElse(0) > partitions) {
      fields.wrong(
          "workers", "ingestionMost is more than brokers.trafficPartitions, " + partitions);
    }
    if (flink.map(Flink::inference).orElse(0) > partitions) {
      fields.wrong("flink", "inference is more than brokers.trafficPartitions, " + partitions);
    }
  }
}
