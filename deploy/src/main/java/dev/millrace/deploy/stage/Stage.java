package dev.millrace.deploy.stage;

import dev.millrace.schemas.access.OwnTopics;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One deployment of the factory: what a stage file says. Made by {@link StageReader}, which checks
 * it.
 *
 * @param name part of every name in the account, such as {@code production}
 * @param place where it is
 * @param release which jars and images run
 * @param brokers Kafka
 * @param gateway the way in
 * @param console where operators look
 * @param workers the jobs on Kafka Streams
 * @param flink the jobs on Flink
 * @param models what may be asked, and for whom
 * @param training who trains
 * @param money the fence around all of it
 * @param keeping how long what is kept
 * @param traffic what is expected; only the estimate knows it
 */
public record Stage(
    String name,
    Place place,
    Release release,
    Brokers brokers,
    Gateway gateway,
    Console console,
    Workers workers,
    Flink flink,
    List<Model> models,
    Training training,
    Money money,
    Keeping keeping,
    Traffic traffic) {

  public Stage {
    models = List.copyOf(models);
  }

  /** {@code millrace-STAGE}, before every name. */
  public String prefix() {
    return "millrace-" + name;
  }

  /**
   * Where it is.
   *
   * @param account twelve digits
   * @param cidr addresses of the network
   * @param zones availability zones, each with a broker or more
   */
  public record Place(String account, String region, String cidr, int zones) {}

  /**
   * Which jars and images run.
   *
   * @param version a version in the artifact bucket, and a tag in the image repositories
   * @param bucket of the jars of the Flink jobs and of the function of the lake
   */
  public record Release(String version, String bucket) {}

  /**
   * Kafka.
   *
   * @param machine such as {@code kafka.m7g.large}
   * @param perZone brokers in each zone
   * @param gigabytes storage of each
   * @param version of Kafka, as MSK calls it
   * @param trafficPartitions partitions of the topics that carry traffic
   * @param open whether Firehose may reach them, which feeds the lake and the audit trail: MSK
   *     refuses that while a cluster is being made
   * @param ownTopics topics of producers' own that pipelines are fed from
   */
  public record Brokers(
      String machine,
      int perZone,
      int gigabytes,
      String version,
      int trafficPartitions,
      boolean open,
      OwnTopics ownTopics) {}

  /**
   * Processor and memory of one container.
   *
   * @param cpu in thousandths and twenty-fourths of a core, as ECS counts: 1024 are one
   * @param mebibytes of memory
   */
  public record Size(int cpu, int mebibytes) {}

  /**
   * The way in.
   *
   * @param domain name that the certificate is for
   * @param certificate ARN in ACM
   * @param least gateways that are always there
   * @param most gateways
   * @param firstKey DIGEST=TENANT of the key that others are issued with; absent once they are
   */
  public record Gateway(
      String domain,
      String certificate,
      int least,
      int most,
      Size size,
      Optional<String> firstKey) {}

  /**
   * Where operators look: a gateway of its own, on a name of its own.
   *
   * @param domain name that the certificate is for, another than the gateway's
   * @param certificate ARN in ACM
   * @param from addresses of operators, as many as a rule of a load balancer takes; nobody else
   *     gets further than the load balancer
   */
  public record Console(String domain, String certificate, List<String> from, Size size) {

    public Console {
      from = List.copyOf(from);
    }
  }

  /**
   * The jobs on Kafka Streams, and the plain consumer.
   *
   * @param ingestion instances that are always there
   * @param ingestionMost instances, with those that come when events wait
   * @param ingestionLag events that wait for each instance before another comes
   * @param costs instances of cost-aggregator
   * @param lifecycle instances of model-lifecycle
   * @param size of each
   */
  public record Workers(
      int ingestion, int ingestionMost, int ingestionLag, int costs, int lifecycle, Size size) {}

  /**
   * The jobs on Flink.
   *
   * @param inference parallelism of inference-stream
   * @param drift parallelism of drift-detector
   * @param callsAtOnce calls under way in one parallel instance
   */
  public record Flink(int inference, int drift, int callsAtOnce) {}

  /**
   * A model that may be asked by a team.
   *
   * @param id of the foundation model
   * @param team who pays: the cost-allocation tag
   * @param tokens of the quota, a minute
   * @param requests of the quota, a minute
   */
  public record Model(String id, String team, long tokens, long requests) {

    /** Of its application inference profile, such as {@code support-amazon-nova-micro-v1-0}. */
    public String profile() {
      return team + "-" + id.replaceAll("[^a-zA-Z0-9]+", "-");
    }
  }

  /**
   * Who trains.
   *
   * @param image of the container that SageMaker trains in; absent where Bedrock trains
   */
  public record Training(Optional<String> image) {}

  /**
   * The fence around all of it: AWS Budgets sees what no job counts.
   *
   * @param monthly limit of the account's part that is tagged with this stage
   * @param tellAt shares of it in percent, at which somebody is told
   * @param email of whom
   */
  public record Money(BigDecimal monthly, List<Integer> tellAt, String email) {

    public Money {
      tellAt = List.copyOf(tellAt);
    }
  }

  /**
   * How long what is kept.
   *
   * @param auditYears in which nobody can delete a record of the audit trail
   * @param logDays of logs
   * @param removable whether the stacks may be deleted together with what they hold
   */
  public record Keeping(int auditYears, int logDays, boolean removable) {}

  /**
   * What is expected, on average.
   *
   * @param eventsPerSecond all pipelines together
   * @param bytes of an event
   * @param model that answers
   * @param inputTokens of a request
   * @param outputTokens of an answer
   */
  public record Traffic(
      int eventsPerSecond, int bytes, String model, int inputTokens, int outputTokens) {}
}
