package dev.millrace.schemas.spec;

import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.TrustedRecords;
import dev.millrace.schemas.spec.SpecResult.Invalid;
import dev.millrace.schemas.spec.SpecResult.Valid;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads pipeline specs.
 *
 * <p><i>Shape</i>: YAML 1.2, one document; the fields are those of docs/pipeline-spec.md.
 *
 * <p><i>Threads</i>: holds no state but its files.
 *
 * <p><i>Failure</i>: whatever the text is, the answer is a {@link SpecResult} that tells all of its
 * problems; only a text that is not YAML is told by its first.
 */
public final class SpecReader {

  static {
    TrustedRecords.install();
  }

  private final SchemaFiles files;

  public SpecReader(SchemaFiles files) {
    this.files = files;
  }

  /** Reads a spec as the language has it, whether or not this version acts on all of it. */
  public SpecResult read(String yaml) {
    return read(yaml, (document, problems) -> {});
  }

  /** Reads a spec that is to be applied: what this version does not act on is a problem too. */
  public SpecResult readSupported(String yaml) {
    return read(yaml, Unsupported::note);
  }

  private SpecResult read(String yaml, BiConsumer<Node, Problems> also) {
    Problems problems = new Problems();
    Optional<PipelineSpec> spec =
        YamlText.read(yaml, problems)
            .flatMap(
                document -> {
                  also.accept(document, problems);
                  return Optional.ofNullable(
                          Section.of(new Value(document, "", problems), SpecFields.FIELDS))
                      .flatMap(fields -> Optional.ofNullable(SpecFields.read(fields, yaml, files)));
                });
    return spec.<SpecResult>map(Valid::new).orElseGet(() -> new Invalid(problems.inOrder()));
  }
}
