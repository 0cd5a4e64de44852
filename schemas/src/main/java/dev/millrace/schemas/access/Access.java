package dev.millrace.schemas.access;

import static dev.millrace.schemas.Topics.ALERTS;
import static dev.millrace.schemas.Topics.API_KEYS;
import static dev.millrace.schemas.Topics.AUDIT_LOG;
import static dev.millrace.schemas.Topics.BUDGETS;
import static dev.millrace.schemas.Topics.BUDGET_RESERVATIONS;
import static dev.millrace.schemas.Topics.BUDGET_STATUS;
import static dev.millrace.schemas.Topics.COST_METRICS;
import static dev.millrace.schemas.Topics.DEAD_LETTERS;
import static dev.millrace.schemas.Topics.FEEDBACK;
import static dev.millrace.schemas.Topics.INFERENCE_REQUESTS;
import static dev.millrace.schemas.Topics.JUDGE_VERDICTS;
import static dev.millrace.schemas.Topics.KILL_SWITCHES;
import static dev.millrace.schemas.Topics.MODEL_RUNS;
import static dev.millrace.schemas.Topics.MODEL_VERSIONS;
import static dev.millrace.schemas.Topics.OFFLINE_CALLS;
import static dev.millrace.schemas.Topics.PIPELINES;
import static dev.millrace.schemas.Topics.PREDICTIONS;
import static dev.millrace.schemas.Topics.PREDICTION_CHUNKS;
import static dev.millrace.schemas.Topics.PRICE_BOOK;
import static dev.millrace.schemas.Topics.PUBLISHED_WINDOWS;
import static dev.millrace.schemas.Topics.QUALITY_METRICS;
import static dev.millrace.schemas.Topics.RAW_EVENTS;
import static dev.millrace.schemas.Topics.REFERENCE_DATA;
import static dev.millrace.schemas.Topics.RETRAINING_EVENTS;
import static dev.millrace.schemas.Topics.SHADOW_PREDICTIONS;
import static dev.millrace.schemas.Topics.TENANT_LIMITS;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.access.ResourceName.Exact;
import dev.millrace.schemas.access.ResourceName.Prefix;
import java.util.List;
import java.util.stream.Stream;

/**
 * The catalogue of access: what each role has to be allowed at the brokers, and nothing that it can
 * do without.
 */
public final class Access {

  /** The topic in which the registry keeps its schemas. */
  public static final String SCHEMAS_TOPIC = "_schemas";

  private static final String STANDING = "how far jobs are, which it shows";

  private static final String NO_GROUP =
      "it joins none: AWS asks for one wherever data are read, so it is its own";

  private Access() {}

  /**
   * What a role needs, one entry for each resource.
   *
   * @param ownTopics topics of producers' own that pipelines are fed from
   */
  public static List<Need> of(Role role, OwnTopics ownTopics) {
    Needs needs =
        switch (role) {
          case GATEWAY -> gateway(ownTopics);
          case CONSOLE -> console(ownTopics);
          case INGESTION -> ingestion(ownTopics);
          case INFERENCE_STREAM -> inferenceStream();
          case DRIFT_DETECTOR -> driftDetector();
          case COST_AGGREGATOR -> costAggregator();
          case MODEL_LIFECYCLE -> modelLifecycle();
          case METRICS_PUBLISHER -> metricsPublisher(ownTopics);
          case SCHEMA_REGISTRY -> schemaRegistry();
          case TOPIC_CREATOR -> topicCreator();
          case OPERATOR -> operator(ownTopics);
          case TENANT_ERASER -> tenantEraser();
          case AUDITOR -> auditor(ownTopics);
        };
    return needs.all();
  }

  /**
   * What a tenant needs that writes to topics of its own. It may read nothing: every topic of the
   * factory holds the records of all tenants, and rights end at the topic.
   */
  public static List<Need> ofTenant(OwnTopics ownTopics) {
    if (ownTopics.names().isEmpty()) {
      throw new IllegalArgumentException(
          "a tenant without a topic of its own has nothing to do at the brokers: give it a key of"
              + " the gateway");
    }
    return new Needs().writeTopics("its own events", ownTopics.names()).all();
  }

  private static Needs gateway(OwnTopics ownTopics) {
    return serving(ownTopics).join(ofOwn(Role.GATEWAY), NO_GROUP);
  }

  private static Needs console(OwnTopics ownTopics) {
    return serving(ownTopics)
        .read("lineage of what it shows", INFERENCE_REQUESTS)
        .read("what it shows", RETRAINING_EVENTS)
        .readAndWrite("replay of dead letters", RAW_EVENTS)
        .readTopics("originals of dead letters", ownTopics.names())
        .readAndWrite("orders about models", MODEL_VERSIONS, MODEL_RUNS)
        .readAndWrite("who changed what", AUDIT_LOG)
        .transact(new Exact(Groups.AUDIT_WRITER), "one writes the audit log at a time")
        .join(ofOwn(Role.CONSOLE), NO_GROUP);
  }

  private static Needs serving(OwnTopics ownTopics) {
    return new Needs()
        .write("what producers publish", RAW_EVENTS)
        .write("what turned out to be true", FEEDBACK)
        .read("who may come in, and how much", API_KEYS, TENANT_LIMITS)
        .read("which pipelines there are", PIPELINES)
        .read("what it serves", PREDICTIONS, PREDICTION_CHUNKS)
        .read("ends of requests that have no prediction", DEAD_LETTERS)
        .read("what it shows", BUDGETS, BUDGET_STATUS, COST_METRICS, QUALITY_METRICS)
        .read("what it shows", MODEL_VERSIONS, MODEL_RUNS)
        .describeTopics(STANDING, Topics.all().stream().map(Topic::name).toList())
        .describeTopics(STANDING, ownTopics.names())
        .describeOwn(STANDING);
  }

  private static Needs ingestion(OwnTopics ownTopics) {
    return serving(ownTopics)
        .read("what it takes in", RAW_EVENTS)
        .readTopics("what feeds take in", ownTopics.names())
        .read("rows of the prompts", REFERENCE_DATA)
        .write("governed requests", INFERENCE_REQUESTS)
        .write("what cannot go on", DEAD_LETTERS)
        .streams(Groups.INGESTION)
        .join(new Prefix(Groups.SOURCES), "a group for each pipeline that is fed")
        .transact(new Prefix(Groups.SOURCES), "an id for each pipeline and instance");
  }

  private static Needs inferenceStream() {
    return new Needs()
        .read("what is asked", INFERENCE_REQUESTS)
        .write("the terminal records", PREDICTIONS)
        .read("the journal of what was answered", PREDICTIONS)
        .write("what failed", DEAD_LETTERS)
        .write("what candidates answer", SHADOW_PREDICTIONS)
        .write("pieces of answers", PREDICTION_CHUNKS)
        .write("money set aside", BUDGET_RESERVATIONS)
        .read("money set aside by all instances", BUDGET_RESERVATIONS)
        .read("what it works by", PIPELINES, MODEL_VERSIONS, KILL_SWITCHES, BUDGETS, PRICE_BOOK)
        .join(new Exact(Groups.INFERENCE_STREAM), "shows how far it is");
  }

  private static Needs driftDetector() {
    return new Needs()
        .read("what it watches", PREDICTIONS, FEEDBACK, JUDGE_VERDICTS)
        .write("what it found", QUALITY_METRICS, RETRAINING_EVENTS)
        .read("events that it wrote before", RETRAINING_EVENTS)
        .read("what it works by", PIPELINES, MODEL_VERSIONS)
        .join(new Exact(Groups.DRIFT_DETECTOR), "shows how far it is");
  }

  private static Needs costAggregator() {
    return new Needs()
        .read("calls that were paid for", PREDICTIONS, SHADOW_PREDICTIONS)
        .write("windows of what they cost", COST_METRICS)
        .read("windows, for the budgets", COST_METRICS)
        .write("how budgets stand", BUDGET_STATUS)
        .write("what a person should know", ALERTS)
        .read("what it works by", PIPELINES, BUDGETS, PRICE_BOOK)
        .streams(Groups.COST_AGGREGATOR, "charges");
  }

  private static Needs modelLifecycle() {
    return new Needs()
        .read("why to train", RETRAINING_EVENTS)
        .read("what rollouts are decided on", PREDICTIONS, SHADOW_PREDICTIONS, FEEDBACK)
        .read("examples to train with, and what is judged", INFERENCE_REQUESTS)
        .read("what it works by", PIPELINES, PRICE_BOOK)
        .read("who was erased, and is given to no model", TENANT_LIMITS)
        .write("runs and versions", MODEL_RUNS, MODEL_VERSIONS)
        .read("runs and versions", MODEL_RUNS, MODEL_VERSIONS)
        .write("prices of candidates", PRICE_BOOK)
        .write("calls of evaluations", OFFLINE_CALLS, SHADOW_PREDICTIONS)
        .read("calls that died with their process", OFFLINE_CALLS)
        .write("what judges say", JUDGE_VERDICTS)
        .read("what judges said", JUDGE_VERDICTS)
        .write("each step", AUDIT_LOG)
        .read("the chain to go on with", AUDIT_LOG)
        .transact(new Exact(Groups.AUDIT_WRITER), "one writes the audit log at a time")
        .transact(new Exact(Groups.JUDGE), "one judges at a time")
        .streams(Groups.MODEL_LIFECYCLE, "sightings")
        .streams(Groups.JUDGE, "judged-requests", "judged-answers");
  }

  private static Needs metricsPublisher(OwnTopics ownTopics) {
    Needs needs =
        new Needs()
            .read(
                "what CloudWatch is told of",
                COST_METRICS,
                QUALITY_METRICS,
                BUDGET_STATUS,
                DEAD_LETTERS)
            .read("what alarms are held against as well", MODEL_RUNS, PIPELINES)
            .readAndWrite("what rings, and is posted", ALERTS)
            .join(new Exact(Groups.ALERTS), "offsets of what was looked at")
            .transact(new Exact(Groups.ALERTS), "one tells of alerts at a time")
            .join(new Exact(Groups.ALERTS_WEBHOOK), "offsets of what was posted")
            .write("what it told", PUBLISHED_WINDOWS)
            .read("what it told before", PUBLISHED_WINDOWS)
            .join(new Exact(Groups.METRICS_PUBLISHER), "offsets of what it told")
            .transact(new Exact(Groups.METRICS_PUBLISHER), "one publishes at a time")
            .describeTopics("ends, for the lag of groups", groupTopics())
            .describeTopics("ends, for the lag of feeds", ownTopics.names());
    groups().forEach(group -> needs.describe(group, "lags"));
    return needs;
  }

  private static Needs schemaRegistry() {
    return new Needs()
        .create("made where it is not there", SCHEMAS_TOPIC)
        .readTopics("its schemas", List.of(SCHEMAS_TOPIC))
        .writeTopics("its schemas", List.of(SCHEMAS_TOPIC))
        .join(ofOwn(Role.SCHEMA_REGISTRY), NO_GROUP);
  }

  private static Needs topicCreator() {
    Needs needs = new Needs();
    Topics.all().forEach(topic -> needs.createAndInspect("to create it and to check it", topic));
    return needs;
  }

  private static Needs operator(OwnTopics ownTopics) {
    return new Needs()
        .readAndWrite("apply", PIPELINES, MODEL_VERSIONS)
        .readAndWrite("models", MODEL_VERSIONS, MODEL_RUNS)
        .readAndWrite("keys", API_KEYS)
        .readAndWrite("tenants", TENANT_LIMITS)
        .readAndWrite("kill, unkill", KILL_SWITCHES)
        .readAndWrite("budgets", BUDGETS)
        .readAndWrite("prices", PRICE_BOOK)
        .readAndWrite("reference", REFERENCE_DATA)
        .readAndWrite("dead-letters replay", RAW_EVENTS)
        .read("dead-letters", DEAD_LETTERS)
        .readTopics("dead-letters, of fed pipelines", ownTopics.names())
        .read("replay", INFERENCE_REQUESTS, PREDICTIONS, FEEDBACK)
        .write("replay", OFFLINE_CALLS, SHADOW_PREDICTIONS)
        .readAndWrite("who changed what", AUDIT_LOG)
        .transact(new Exact(Groups.AUDIT_WRITER), "one writes the audit log at a time")
        .join(ofOwn(Role.OPERATOR), NO_GROUP);
  }

  /** It sees no content: only what was set for tenants, and how long topics keep the rest. */
  private static Needs tenantEraser() {
    Needs needs =
        new Needs()
            .readAndWrite("taken back from the tenant, or its mark", API_KEYS, TENANT_LIMITS)
            .readAndWrite("taken back from the tenant, or its mark", KILL_SWITCHES, BUDGETS)
            .readAndWrite("who changed what", AUDIT_LOG)
            .transact(new Exact(Groups.AUDIT_WRITER), "one writes the audit log at a time")
            .join(ofOwn(Role.TENANT_ERASER), NO_GROUP);
    Stream.of(
            RAW_EVENTS,
            INFERENCE_REQUESTS,
            PREDICTIONS,
            SHADOW_PREDICTIONS,
            PREDICTION_CHUNKS,
            FEEDBACK,
            JUDGE_VERDICTS,
            COST_METRICS,
            BUDGET_RESERVATIONS,
            ALERTS,
            DEAD_LETTERS,
            AUDIT_LOG)
        .forEach(topic -> needs.inspect("until when it keeps records of the tenant", topic));
    return needs;
  }

  /** Keys are digests, and nobody's business but that of who issues them. */
  private static Needs auditor(OwnTopics ownTopics) {
    Needs needs = new Needs();
    Topics.all().stream()
        .filter(topic -> !topic.equals(API_KEYS))
        .forEach(topic -> needs.read("to look, and to reconcile", topic));
    needs.readTopics("originals of dead letters", ownTopics.names());
    needs.describeTopics("how far jobs are", groupTopics());
    groups().forEach(group -> needs.describe(group, "how far jobs are"));
    return needs.join(ofOwn(Role.AUDITOR), NO_GROUP);
  }

  /** All that the factory has. */
  private static List<ResourceName> groups() {
    return List.of(
        new Exact(Groups.INGESTION),
        new Prefix(Groups.SOURCES),
        new Exact(Groups.INFERENCE_STREAM),
        new Exact(Groups.DRIFT_DETECTOR),
        new Exact(Groups.COST_AGGREGATOR),
        new Exact(Groups.MODEL_LIFECYCLE),
        new Exact(Groups.JUDGE),
        new Exact(Groups.METRICS_PUBLISHER),
        new Exact(Groups.ALERTS),
        new Exact(Groups.ALERTS_WEBHOOK));
  }

  /** All topics that a group commits offsets in. */
  private static List<String> groupTopics() {
    return Stream.concat(
            Stream.of(
                    RAW_EVENTS,
                    INFERENCE_REQUESTS,
                    PREDICTIONS,
                    SHADOW_PREDICTIONS,
                    FEEDBACK,
                    JUDGE_VERDICTS,
                    COST_METRICS,
                    RETRAINING_EVENTS,
                    ALERTS)
                .map(Topic::name),
            Stream.of(
                Groups.repartition(Groups.COST_AGGREGATOR, "charges"),
                Groups.repartition(Groups.MODEL_LIFECYCLE, "sightings"),
                Groups.repartition(Groups.JUDGE, "judged-requests"),
                Groups.repartition(Groups.JUDGE, "judged-answers")))
        .toList();
  }

  private static ResourceName ofOwn(Role role) {
    return new Exact("millrace-" + role.label());
  }
}
