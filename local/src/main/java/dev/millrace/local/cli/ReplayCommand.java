package dev.millrace.local.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.inference.answer.JsonObjects;
import dev.millrace.inference.answer.Policies;
import dev.millrace.inference.domain.AnswerParser;
import dev.millrace.lifecycle.offline.ConverseModel;
import dev.millrace.lifecycle.offline.OfflineLedger;
import dev.millrace.lifecycle.offline.OfflineRun;
import dev.millrace.lifecycle.offline.Purse;
import dev.millrace.local.client.Past;
import dev.millrace.local.client.Place;
import dev.millrace.local.client.RunningFactory;
import dev.millrace.local.client.TimeTravel;
import dev.millrace.local.client.VersionBoard;
import dev.millrace.local.domain.Told;
import dev.millrace.platform.aws.AwsConnection;
import dev.millrace.platform.kafka.CompactedView;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.published.PriceBoard;
import dev.millrace.platform.tenants.ErasedTenants;
import dev.millrace.record.InferenceRequest;
import dev.millrace.record.ModelVersion;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.TenantLimits;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.spec.ModelVersions;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a model what was asked in the past. */
@Command(
    name = "replay",
    description = {
      "Asks a model what was asked in the past, and shows how its answers differ from those that"
          + " were given then. No topic is written to.",
      "(dead-letters replay brings dead letters back instead.)"
    })
final class ReplayCommand implements Callable<Integer> {

  private static final Duration CALL = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int MOST_CALLS = 6;
  private static final int MOST_REQUESTS = 100_000;

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  // The usual options have a --version of their own, which here is that of a model.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  boolean help;

  @Option(names = "--pipeline", paramLabel = "P", required = true, description = "Whose requests.")
  private String pipeline = "";

  @Option(
      names = "--from",
      paramLabel = "OFFSET|INSTANT",
      defaultValue = "0",
      description =
          "Requests from here on: an offset of inference-requests, the same in each partition, or"
              + " an instant such as 2026-11-26T12:00:00Z (default: the beginning).")
  private String from = "0";

  @Option(
      names = "--to",
      paramLabel = "OFFSET|INSTANT",
      description = "Requests before this (default: the present end).")
  private @Nullable String to;

  @Option(
      names = "--model",
      paramLabel = "ID",
      description = "Model id or ARN to ask (default: that of the champion).")
  private @Nullable String model;

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "Version of the pipeline's model to ask.")
  private @Nullable Integer version;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most requests (default: ${DEFAULT-VALUE}).")
  private int limit = 1000;

  @Option(
      names = "--budget",
      paramLabel = "USD",
      defaultValue = "1.00",
      description = "Most that the calls may cost together (default: ${DEFAULT-VALUE}).")
  private BigDecimal budget = BigDecimal.ONE;

  @Option(
      names = "--unpriced",
      description = "Ask a model without a price too: then only --limit holds its cost.")
  private boolean unpriced;

  @Option(
      names = "--at-once",
      paramLabel = "N",
      defaultValue = "8",
      description = "Most calls under way (default: ${DEFAULT-VALUE}).")
  private int atOnce = 8;

  @Option(
      names = "--time",
      paramLabel = "DURATION",
      defaultValue = "PT30M",
      description = "Longest time, as PT30M (default: ${DEFAULT-VALUE}).")
  private Duration longest = Duration.ofMinutes(30);

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write each answer then and now: one JSON object a line.")
  private @Nullable Path out;

  @Option(names = "--json", description = "The report as one JSON object.")
  private boolean json;

  /** Who is asked, and where. */
  private record Journey(
      RunningFactory factory, PipelineSpec spec, String modelId, PriceBook prices) {}

  ReplayCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Past.Range range = range();
    RunningFactory factory = data.factory();
    InstantSource clock = InstantSource.system();
    PipelineSpec spec = spec(factory);
    String modelId = modelId(new VersionBoard(factory, clock).versions());
    PriceBook prices = new PriceBoard(factory.kafka(), factory.registry(), clock).inForce();
    if (!unpriced && prices.find(modelId, clock.instant()).isEmpty()) {
      throw new CommandException(
          modelId
              + " has no price, so no budget can be held: bound it by --limit, and say --unpriced");
    }
    try (CompactedView<TenantLimits> limits =
        CompactedView.open(Topics.TENANT_LIMITS, factory.kafka(), factory.registry())) {
      ErasedTenants erased = new ErasedTenants(limits);
      Past past = Past.of(factory, range, erased, output::tell);
      output.tell(
          Counted.of(past.requests().size(), "request is", "requests are")
              + " of "
              + pipeline
              + ", put to "
              + modelId);
      return travel(new Journey(factory, spec, modelId, prices), past, erased);
    }
  }

  private int travel(Journey journey, Past past, ErasedTenants erased)
      throws IOException, InterruptedException {
    RunningFactory factory = journey.factory();
    InstantSource clock = InstantSource.system();
    String modelId = journey.modelId();
    Purse purse =
        new Purse(budget, unpriced ? Purse.Unpriced.LET_THROUGH : Purse.Unpriced.KEPT_OUT);
    try (OfflineLedger ledger = OfflineLedger.open(factory.kafka(), factory.registry(), erased);
        ConverseModel asked =
            ConverseModel.open(
                AwsConnection.local(factory.address().bedrock()),
                new ConverseModel.Access(modelId, "replay", atOnce, CALL),
                journey.prices(),
                clock,
                ledger.chargedTo(whose(factory, past, modelId)));
        PrintStream lines = lines()) {
      TimeTravel.Result result =
          new TimeTravel(asked, new AnswerParser(JsonObjects::one), clock)
              .through(
                  past,
                  new Policies().of(journey.spec()).answer(),
                  new OfflineRun.Terms(atOnce, longest, MOST_CALLS, PAUSE),
                  purse,
                  (request, then, now) -> lines.println(line(request, then, now)));
      if (lines.checkError()) {
        throw new IOException("not every answer could be written to " + out);
      }
      TravelText text = new TravelText(pipeline, modelId, past.requests().size(), past.erased());
      if (json) {
        output.answer(text.json(result));
      } else {
        text.lines(result).forEach(output::answer);
      }
      return result.end() == OfflineRun.End.DONE && result.left() == 0 ? 0 : 1;
    }
  }

  private Function<String, OfflineLedger.Whose> whose(
      RunningFactory factory, Past past, String modelId) {
    Map<String, String> tenants = new HashMap<>();
    past.requests().forEach(one -> tenants.put(one.getRequestId(), one.getTenant()));
    int asked =
        new VersionBoard(factory, InstantSource.system())
            .versions().stream()
                .filter(known -> known.getPipeline().equals(pipeline))
                .filter(known -> known.getModelId().equals(modelId))
                .mapToInt(ModelVersion::getVersion)
                .max()
                .orElse(0);
    return id -> new OfflineLedger.Whose(tenants.getOrDefault(id, ""), pipeline, asked);
  }

  private Past.Range range() {
    if (limit < 1 || limit > MOST_REQUESTS) {
      throw new CommandException("--limit " + limit + " is not between 1 and " + MOST_REQUESTS);
    }
    if (atOnce < 1) {
      throw new CommandException("--at-once " + atOnce + " asks nobody: give 1 or more");
    }
    if (budget.signum() < 0) {
      throw new CommandException("--budget " + budget + " is less than nothing");
    }
    if (model != null && version != null) {
      throw new CommandException("--model and --version do not go together: leave one out");
    }
    return new Past.Range(
        pipeline,
        place("--from", from),
        Optional.ofNullable(to).map(text -> place("--to", text)),
        limit);
  }

  private static Place place(String option, String text) {
    return Place.parse(text)
        .orElseThrow(
            () ->
                new CommandException(
                    option
                        + " "
                        + text
                        + " is no place: give an offset, or an instant such as"
                        + " 2026-11-26T12:00:00Z"));
  }

  private PipelineSpec spec(RunningFactory factory) {
    Map<String, PipelineSpec> specs = new HashMap<>();
    factory
        .topics()
        .read(
            Topics.PIPELINES,
            record -> {
              if (record.value() == null) {
                specs.remove(record.key());
              } else {
                specs.put(record.key(), record.value());
              }
            });
    PipelineSpec spec = specs.get(pipeline);
    if (spec == null) {
      throw new CommandException("no spec is applied for a pipeline " + pipeline);
    }
    return spec;
  }

  private String modelId(List<ModelVersion> versions) {
    if (model != null) {
      return model;
    }
    List<ModelVersion> own =
        versions.stream().filter(known -> known.getPipeline().equals(pipeline)).toList();
    Optional<ModelVersion> meant =
        version == null
            ? ModelVersions.champion(own)
            : own.stream().filter(known -> version.equals(known.getVersion())).findFirst();
    return meant
        .map(ModelVersion::getModelId)
        .orElseThrow(
            () ->
                new CommandException(
                    "pipeline "
                        + pipeline
                        + (version == null ? " has no champion" : " has no version " + version)
                        + ": see models list"));
  }

  /** Nothing is written over: it may be the only copy of answers that were paid for. */
  private PrintStream lines() throws IOException {
    if (out == null) {
      return new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
    try {
      return new PrintStream(
          Files.newOutputStream(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
          false,
          StandardCharsets.UTF_8);
    } catch (FileAlreadyExistsException e) {
      throw new CommandException("there is a file " + out + " already: name another");
    }
  }

  private static String line(InferenceRequest request, Told then, Told now) {
    ObjectNode line =
        JsonNodeFactory.instance
            .objectNode()
            .put("requestId", request.getRequestId())
            .put("eventId", request.getEventId())
            .put("same", then.answer().equals(now.answer()));
    line.set("before", TravelText.told(then));
    line.set("after", TravelText.told(now));
    return line.toString();
  }
}
