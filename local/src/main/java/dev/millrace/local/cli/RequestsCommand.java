package dev.millrace.local.cli;

import dev.millrace.record.InferenceRequest;
import dev.millrace.record.RecordOrigin;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows requests from the beginning on: what models are given. */
@Command(
    name = "requests",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what models are given: the governed requests, from the beginning to the present end.",
      "Each comes with what it was made of: its record of raw-events (origin) and that of the"
          + " producer's own topic behind it (source), the revisions of spec and prompt, and the rows of"
          + " reference data that were not there."
    })
final class RequestsCommand implements Callable<Integer> {

  private static final RecordQuery.View<InferenceRequest> VIEW =
      new RecordQuery.View<>(
          Topics.INFERENCE_REQUESTS,
          request ->
              new RecordQuery.Subject(
                  request.getTenant(), request.getPipeline(), request.getRequestId()),
          InferenceRequest::getReceivedAt,
          RequestsCommand::text);

  private final Output output;

  @Mixin private DataDirectory data = new DataDirectory();

  @Mixin private RecordQuery query = new RecordQuery();

  RequestsCommand(Output output) {
    this.output = output;
  }

  @Override
  public Integer call() {
    query.show(VIEW, data, output);
    return 0;
  }

  /** A head with the lineage, and the prompt below it. */
  static String text(InferenceRequest request) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            "%s  %s/%s  %s  %s",
            request.getReceivedAt(),
            request.getTenant(),
            request.getPipeline(),
            request.getEventId(),
            request.getRequestId()));
    lines.add("  " + lineage(request));
    Optional.ofNullable(request.getPrompt().getSystem())
        .ifPresent(system -> lines.add(part("system", system)));
    lines.add(part("user", request.getPrompt().getUser()));
    if (!request.getPrompt().getLabels().isEmpty()) {
      lines.add(part("labels", String.join(", ", request.getPrompt().getLabels())));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static String lineage(InferenceRequest request) {
    StringBuilder lineage =
        new StringBuilder("origin ")
            .append(place(request.getOrigin()))
            .append(", spec revision ")
            .append(request.getSpecRevision())
            .append(", prompt revision ")
            .append(request.getPromptRevision());
    if (request.getSource() != null) {
      lineage.append(", source ").append(place(request.getSource()));
    }
    if (!request.getMissingReferences().isEmpty()) {
      lineage
          .append(", missing references ")
          .append(String.join(", ", request.getMissingReferences()));
    }
    return lineage.toString();
  }

  private static String place(@Nullable RecordOrigin origin) {
    return origin == null
        ? "unknown"
        : origin.getTopic() + "-" + origin.getPartition() + "@" + origin.getOffset();
  }

  /** A text of many lines stays below its head, and does not talk to the terminal. */
  private static String part(String name, String text) {
    String indent = " ".repeat(10);
    return text.lines()
        .map(line -> line.replaceAll("[\\p{Cntrl}&&[^\t]]", " "))
        .collect(
            Collectors.joining(
                System.lineSeparator() + indent, String.format("  %-8s", name + ":"), ""));
  }
}
