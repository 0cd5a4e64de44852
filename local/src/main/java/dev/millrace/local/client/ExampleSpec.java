package dev.millrace.local.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.record.PipelineSpec;
import dev.millrace.schemas.spec.SchemaFiles;
import dev.millrace.schemas.spec.SpecReader;
import dev.millrace.schemas.spec.SpecResult;
import java.io.IOException;
import java.io.InputStream;

/** The examples that are in the jar. */
public final class ExampleSpec {

  private ExampleSpec() {}

  /**
   * One of them.
   *
   * @param name of the pipeline, as of the file
   */
  public static PipelineSpec named(String name) throws IOException {
    String path = "/examples/" + name + ".yaml";
    try (InputStream stream = ExampleSpec.class.getResourceAsStream(path)) {
      if (stream == null) {
        throw new AssertionError(path + " is missing in the jar");
      }
      SpecResult result =
          new SpecReader(SchemaFiles.none())
              .readSupported(new String(stream.readAllBytes(), UTF_8));
      if (!(result instanceof SpecResult.Valid valid)) {
        throw new AssertionError(path + " is not valid: " + result);
      }
      return valid.spec();
    }
  }
}
