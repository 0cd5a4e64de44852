package dev.millrace.local.iam;

import static dev.millrace.local.iam.IamPipelines.FED;
import static dev.millrace.local.iam.IamPipelines.LEARNED;
import static dev.millrace.local.iam.IamPipelines.OWN;
import static dev.millrace.local.iam.IamPipelines.TOLD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.console.letters.Replay;
import dev.millrace.console.letters.ReplayOrder;
import dev.millrace.console.letters.ReplayWays;
import dev.millrace.console.letters.domain.LetterFilter;
import dev.millrace.console.letters.domain.ReplayPlan;
import dev.millrace.lifecycle.RunBoard;
import dev.millrace.local.client.AuditTrail;
import dev.millrace.local.client.Books;
import dev.millrace.local.client.BudgetBoard;
import dev.millrace.local.client.KeyRing;
import dev.millrace.local.client.KillSwitchBoard;
import dev.millrace.local.client.RecordStream;
import dev.millrace.local.client.ReferenceTable;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.SpecWriter;
import dev.millrace.local.client.TenantBook;
import dev.millrace.local.client.TenantErasure;
import dev.millrace.local.client.TenantKeys;
import dev.millrace.local.client.TenantTraces;
import dev.millrace.local.client.TenantTraces.Fate;
import dev.millrace.local.client.TopicTimes;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.local.domain.Balance;
import dev.millrace.local.iam.IamDesk.Decision;
import dev.millrace.platform.audit.AuditChain;
import dev.millrace.record.Evidence;
import dev.millrace.record.KillScope;
import dev.millrace.record.ModelRun;
import dev.millrace.record.Outcome;
import dev.millrace.record.RetrainingEvent;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.RunState;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.Access;
import dev.millrace.schemas.access.Need;
import dev.millrace.schemas.access.OwnTopics;
import dev.millrace.schemas.access.Role;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.ShadowPlan.Wanted;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import dev.millrace.schemas.wire.AvroCodec;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole factory at brokers that let nobody do more than the catalogue says, from events to a
 * better model: what the catalogue forgot shows as a job that does not do its work, and as an entry
 * in the list of what was asked for in vain.
 */
@Tag("long")
class JobsUnderIamIT {

  private static final int SEED = 20261126;
  private static final OwnTopics OWN_TOPICS = OwnTopics.of(List.of(OWN));

  /** 100 to evaluate with are needed, of which there are 40 percent, by chance. */
  private static final int FIRST = 320;

  private static final int BATCH = 40;
  private static final Duration PATIENCE = IamTraffic.PATIENCE;
  private static final Duration BRIEFLY = Duration.ofMillis(200);

  @TempDir private Path folder = Path.of("");

  private final IamTraffic traffic = new IamTraffic(SEED);
  private final InstantSource clock = InstantSource.system();

  @Test
  void everyJobDoesItsWorkAndAsksForNothingElse() throws Exception {
    try (IamCluster cluster = new IamCluster(folder, OWN_TOPICS)) {
      createOwnTopic(cluster);
      try (GuardedFactory factory = new GuardedFactory(folder, cluster)) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(factory.unwell()).isEmpty());
        operate(factory.as(Role.OPERATOR));
        IamTraffic.sendToOwnTopic(cluster);
        traffic.send(factory.as(Role.OPERATOR), FIRST);
        traffic.ask(factory.as(Role.OPERATOR));
        retrain(factory);
        replayALetter(factory);
        replayByTheConsole(factory);
        eraseATenant(factory.as(Role.TENANT_ERASER));
        settle(factory);
        await()
            .atMost(PATIENCE)
            .pollInterval(BRIEFLY)
            .untilAsserted(
                () -> {
                  assertThat(read(factory, Topics.JUDGE_VERDICTS)).isNotEmpty();
                  assertThat(read(factory, Topics.QUALITY_METRICS)).isNotEmpty();
                  assertThat(read(factory, Topics.BUDGET_STATUS)).isNotEmpty();
                  assertThat(read(factory, Topics.PUBLISHED_WINDOWS)).isNotEmpty();
                });
        assertThat(factory.unwell()).isEmpty();
      }
      assertThat(cluster.desk().denied()).isEmpty();
      assertThat(cluster.desk().refused()).isEmpty();
      System.out.println("never asked for:");
      unused(cluster.desk().allowed()).forEach(one -> System.out.println("  " + one));
    }
  }

  private void operate(RunningFactory operator) throws Exception {
    try (ReferenceTable rows = ReferenceTable.open("customers", operator, clock)) {
      rows.put("c1", "{\"tier\":\"gold\"}");
      rows.flush();
    }
    apply(operator, IamPipelines.learned());
    apply(operator, IamPipelines.told());
    apply(operator, IamPipelines.fed());
    KeyRing keys = new KeyRing(operator, clock, new SecureRandom());
    KeyRing.Issued issued =
        keys.issue(
            new KeyRing.Wish(
                "acme", Set.of(dev.millrace.record.Role.PRODUCE), "", Optional.empty(), "test"));
    assertThat(keys.revoke(issued.key().getId(), "test")).isPresent();
    new TenantBook(operator, clock).set(new TenantBook.Change("acme", 1_000.0, null, null, "test"));
    KillSwitchBoard switches = new KillSwitchBoard(operator, clock);
    KillSwitchBoard.Target target = new KillSwitchBoard.Target(KillScope.TENANT, "acme");
    switches.stop(target, "a test", "test");
    assertThat(switches.lift(target, "test")).isPresent();
    assertThat(new BudgetBoard(operator, clock).budgets()).isEmpty();
    assertThat(new BudgetBoard(operator, clock).remove("none", "test")).isEmpty();
    new VersionBoard(operator, clock)
        .shadow(TOLD, new Wanted("amazon.nova-lite-v1:0", 1.0), "test");
  }

  private void eraseATenant(RunningFactory eraser) throws Exception {
    assertThat(new TopicTimes(eraser).longest(TenantTraces.of(Fate.GONE_BY_RETENTION)))
        .hasSameSizeAs(TenantTraces.of(Fate.GONE_BY_RETENTION));
    assertThat(new TopicTimes(eraser).longest(TenantTraces.of(Fate.KEPT))).isNotEmpty();
    TenantErasure erasure =
        new TenantErasure(eraser, TenantKeys.in(eraser.folder().personalDataKeys()), clock);
    assertThat(erasure.erase("acme", "test").isErased()).isFalse();
    assertThat(erasure.standing("acme").isErased()).isTrue();
  }

  private void apply(RunningFactory factory, String yaml) throws Exception {
    SpecResult result = new SpecReader(SchemaFiles.none()).readSupported(yaml);
    assertThat(result).isInstanceOf(SpecResult.Valid.class);
    new SpecWriter(factory, clock).apply(((SpecResult.Valid) result).spec(), "test");
  }

  private void createOwnTopic(IamCluster cluster) throws Exception {
    try (Admin admin = Admin.create(cluster.asItself().properties("test"))) {
      admin.createTopics(List.of(new NewTopic(OWN, 2, (short) 1))).all().get();
    }
  }

  /** A cause that nobody has to wait for; then the way to the champion. */
  private void retrain(GuardedFactory factory) throws Exception {
    RunningFactory itself = factory.asItself();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    RetrainingEvent event =
        new RetrainingEvent(
            "cause",
            LEARNED,
            1,
            RetrainingReason.LABELS,
            List.of(new Evidence("labels", null, null, (double) FIRST, (double) FIRST, now, now)),
            now);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            itself.kafka().properties("test"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.RETRAINING_EVENTS.name(),
                  LEARNED.getBytes(UTF_8),
                  new AvroCodec<>(Topics.RETRAINING_EVENTS, itself.registry()).encode(event)))
          .get();
    }
    RunningFactory auditor = factory.as(Role.AUDITOR);
    await()
        .atMost(PATIENCE)
        .pollInterval(BRIEFLY)
        .untilAsserted(
            () -> {
              Optional<RunState> state = run(auditor).map(ModelRun::getState);
              if (state.equals(Optional.of(RunState.SHADOW))
                  || state.equals(Optional.of(RunState.CANARY))) {
                traffic.send(auditor, BATCH);
              }
              assertThat(state)
                  .as(() -> "seed " + SEED + ": " + run(auditor))
                  .contains(RunState.PROMOTED);
            });
  }

  private Optional<ModelRun> run(RunningFactory factory) {
    return new RunBoard(factory.kafka(), factory.registry(), clock)
        .runs().stream().filter(run -> run.getPipeline().equals(LEARNED)).findFirst();
  }

  /** It fails again; that it comes back is what counts here. */
  private void replayALetter(GuardedFactory factory) throws Exception {
    RunningFactory operator = factory.as(Role.OPERATOR);
    assertThat(
            traffic.post(
                operator,
                "/v1/pipelines/" + LEARNED + "/events?id=lacking",
                "application/json",
                "{\"customer\":\"c1\"}"))
        .isEqualTo(202);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(read(factory, Topics.DEAD_LETTERS)).hasSizeGreaterThan(1));
    Replay replay =
        new Replay(
            operator.brokers(),
            new RecordStream(operator, line -> {}),
            ReplayWays.of(
                operator.brokers(), operator.folder().personalDataKeys(), clock, line -> {}));
    Replay.Choice choice =
        replay.choose(
            new ReplayOrder(
                new LetterFilter(
                    Optional.of(LEARNED),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()),
                Set.of(),
                ReplayPlan.Repetition.ONCE,
                Optional.empty()));
    assertThat(replay.run(choice, "test", 100).replayed()).isPositive();
  }

  /** That of the command line failed again, and is meant by this order. */
  private void replayByTheConsole(GuardedFactory factory) throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(read(factory, Topics.DEAD_LETTERS)).hasSizeGreaterThan(2));
    for (String path : List.of("/v1/dead-letters", "/v1/models/history?pipeline=" + LEARNED)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(traffic.get(factory.console(), path).statusCode())
                      .as(path)
                      .isEqualTo(200));
    }
    HttpResponse<String> reply =
        traffic.post(
            factory.console(),
            "/v1/dead-letters/replay",
            "application/json",
            "{\"pipeline\":\"" + LEARNED + "\",\"again\":true}");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    assertThat(reply.body()).doesNotContain("\"replayed\":0");
  }

  private static void settle(GuardedFactory factory) {
    await()
        .atMost(PATIENCE)
        .pollInterval(BRIEFLY)
        .untilAsserted(
            () -> {
              Balance balance = new Books(factory.as(Role.AUDITOR)).balance();
              assertThat(balance.violations()).isEmpty();
              assertThat(balance.accounts()).allMatch(account -> account.inFlight() == 0);
              for (String pipeline : List.of(LEARNED, TOLD, FED)) {
                assertThat(balance.accounts())
                    .anyMatch(
                        account ->
                            account.pipeline().equals(pipeline)
                                && account.predictions().getOrDefault(Outcome.ANSWERED, 0L) > 0);
              }
            });
    AuditChain chain = new AuditTrail(factory.as(Role.AUDITOR)).walk();
    assertThat(chain.records()).isPositive();
    assertThat(chain.firstBreak()).isEmpty();
  }

  private static <V extends SpecificRecord> List<V> read(GuardedFactory factory, Topic<V> topic) {
    List<V> records = new ArrayList<>();
    factory.as(Role.AUDITOR).topics().read(topic, record -> records.add(record.value()));
    return records;
  }

  /** What roles may do and did not ask for. */
  private static Set<String> unused(Set<Decision> asked) {
    Set<String> unused = new TreeSet<>();
    for (Role role : Role.values()) {
      for (Need need : Access.of(role, OWN_TOPICS)) {
        String resource = IamCluster.ARN.of(need.kind(), need.name()).replace("*", "");
        boolean isPrefix = !resource.equals(IamCluster.ARN.of(need.kind(), need.name()));
        need.actions().stream()
            .filter(
                action ->
                    asked.stream()
                        .noneMatch(
                            one ->
                                one.roleArn().equals(IamCluster.roleArn(role.label()))
                                    && one.action().equals(action.iamName())
                                    && (isPrefix
                                        ? one.resource().startsWith(resource)
                                        : one.resource().equals(resource))))
            .forEach(action -> unused.add(role.label() + " " + action.iamName() + " " + resource));
      }
    }
    return unused;
  }
}
