package dev.millrace.deploy.stacks;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.stage.Stage;
import dev.millrace.deploy.stage.StageException;
import dev.millrace.deploy.stage.StageReader;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.cxapi.CloudAssembly;
import software.amazon.awscdk.cxapi.CloudFormationStackArtifact;

/** The stacks of production, made once for all tests: that takes some seconds. */
final class Synthesis {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> OBJECTIONS = Set.of("aws:cdk:error", "aws:cdk:warning");

  /** A line of a report: {@code "AwsSolutions-S1","millrace/Bucket","Compliant",...}. */
  private static final Pattern VERDICT =
      Pattern.compile("^\"AwsSolutions-[A-Z0-9]+\",\"[^\"]*\",\"([^\"]*)\"", Pattern.MULTILINE);

  private final Stage stage;
  private final Map<String, ObjectNode> templates = new TreeMap<>();
  private final List<String> findings;
  private final Map<String, Map<String, Long>> verdicts;

  private Synthesis(Path file) {
    try {
      this.stage = StageReader.read(file);
    } catch (StageException e) {
      throw new AssertionError(e);
    }
    try (AssemblyFolder folder = AssemblyFolder.make()) {
      App app = Factory.app(folder.path());
      Factory.addTo(app, stage);
      CloudAssembly assembly = examine(app);
      for (CloudFormationStackArtifact artifact : assembly.getStacks()) {
        templates.put(
            artifact.getStackName().substring(stage.prefix().length() + 1),
            JSON.valueToTree(artifact.getTemplate()));
      }
      findings = findings(assembly);
      verdicts = verdicts(assembly);
    }
  }

  /** Makes the templates of an app, with the rules AwsSolutions of cdk-nag held against it. */
  static CloudAssembly examine(App app) {
    Aspects.of(app).add(AwsSolutionsChecks.Builder.create().verbose(true).build());
    return app.synth();
  }

  /** What is objected to is in the files of the assembly, under the construct that it is about. */
  static List<String> findings(CloudAssembly assembly) {
    Path folder = Path.of(assembly.getDirectory());
    List<String> findings = new ArrayList<>();
    for (JsonNode artifact : read(folder.resolve("manifest.json")).path("artifacts")) {
      collectFindings(artifact.path("metadata"), findings);
      if (artifact.has("additionalMetadataFile")) {
        collectFindings(
            read(folder.resolve(artifact.path("additionalMetadataFile").asText())), findings);
      }
    }
    return findings;
  }

  private static void collectFindings(JsonNode metadata, List<String> findings) {
    for (Map.Entry<String, JsonNode> construct : metadata.properties()) {
      for (JsonNode one : construct.getValue()) {
        if (OBJECTIONS.contains(one.path("type").asText())) {
          findings.add(construct.getKey() + " " + one.path("data").asText());
        }
      }
    }
  }

  /** How often each verdict stands in the report that cdk-nag writes of each stack. */
  static Map<String, Map<String, Long>> verdicts(CloudAssembly assembly) {
    Map<String, Map<String, Long>> verdicts = new TreeMap<>();
    for (CloudFormationStackArtifact artifact : assembly.getStacks()) {
      Path report =
          Path.of(assembly.getDirectory())
              .resolve("AwsSolutions-" + artifact.getStackName() + "-NagReport.csv");
      verdicts.put(
          artifact.getStackName(),
          VERDICT
              .matcher(text(report))
              .results()
              .collect(Collectors.groupingBy(verdict -> verdict.group(1), Collectors.counting())));
    }
    return verdicts;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    try {
      return JSON.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips the test that asks, where there is no Node.js: the CDK runs in it. */
  static Synthesis ofProduction() {
    Node.require();
    return Production.SYNTHESIS;
  }

  /** Made when it is first asked for. */
  private static final class Production {
    private static final Synthesis SYNTHESIS = new Synthesis(Path.of("stages", "production.yaml"));
  }

  Stage stage() {
    return stage;
  }

  /** By the name of the part, such as {@code network}. */
  Map<String, ObjectNode> templates() {
    return templates;
  }

  /** What cdk-nag and the CDK itself object to. */
  List<String> findings() {
    return findings;
  }

  /** How often each verdict of cdk-nag stands in the report of each stack. */
  Map<String, Map<String, Long>> verdicts() {
    return verdicts;
  }

  /** For assertions of one stack. */
  Template template(String name) {
    return Template.fromJSON(
        JSON.convertValue(templates.get(name), new TypeReference<Map<String, Object>>() {}));
  }

  /** The properties of all resources of a type in a stack. */
  List<JsonNode> resources(String name, String type) {
    List<JsonNode> found = new ArrayList<>();
    resources(name)
        .forEach(
            resource -> {
              if (resource.path("Type").asText().equals(type)) {
                found.add(resource.path("Properties"));
              }
            });
    return found;
  }

  /**
   * What the role of that name may do of what begins so, as {@code ACTION KIND/CLUSTER/NAME}: of
   * ARNs, what is the same for all is left out, and what MSK makes up.
   */
  Set<String> rights(String stack, String roleName, String actions) {
    Set<String> rights = new TreeSet<>();
    for (JsonNode policy : resources(stack, "AWS::IAM::Policy")) {
      if (!isOf(policy, stack, roleName)) {
        continue;
      }
      for (JsonNode statement : policy.at("/PolicyDocument/Statement")) {
        for (JsonNode action : each(statement.path("Action"))) {
          if (action.asText().startsWith(actions)) {
            for (JsonNode resource : each(statement.path("Resource"))) {
              String arn = text(resource).replaceFirst("/deployed-\\d+", "");
              rights.add(action.asText() + " " + arn.split(":", 6)[5]);
            }
          }
        }
      }
    }
    return rights;
  }

  private boolean isOf(JsonNode policy, String stack, String roleName) {
    for (JsonNode role : policy.path("Roles")) {
      JsonNode named = resources(stack).path(role.path("Ref").asText());
      if (named.at("/Properties/RoleName").asText().equals(roleName)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode resources(String stack) {
    return templates.getOrDefault(stack, JSON.createObjectNode()).path("Resources");
  }

  private static Iterable<JsonNode> each(JsonNode oneOrMany) {
    return oneOrMany.isArray() ? oneOrMany : List.of(oneOrMany);
  }

  /**
   * A value of a template; what CloudFormation fills in while it deploys is a word as long as an
   * id.
   */
  static String text(JsonNode value) {
    if (value.isTextual()) {
      return value.asText();
    }
    if (value.has("Fn::Join")) {
      StringBuilder joined = new StringBuilder();
      value.at("/Fn::Join/1").forEach(part -> joined.append(text(part)));
      return joined.toString();
    }
    return String.format("deployed-%030d", Math.floorMod(value.toString().hashCode(), 1_000_000));
  }
}
