package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.access.Statements;
import dev.millrace.deploy.access.Wildcard;
import dev.millrace.deploy.stage.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.CfnTag;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.bedrock.CfnApplicationInferenceProfile;
import software.amazon.awscdk.services.bedrock.CfnGuardrail;
import software.amazon.awscdk.services.bedrock.CfnGuardrailVersion;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.s3.Bucket;

/**
 * Bedrock and SageMaker: a guardrail, an inference profile for each model and team, the bucket of
 * files that go to and from models, and the roles in which AWS's own jobs read and write it.
 */
public final class Models {

  static final String TEAM_TAG = "millrace-team";

  /** As inference-stream and model-lifecycle begin their keys by default. */
  static final String BATCH_PREFIX = "millrace/batch";

  static final String LIFECYCLE_PREFIX = "millrace/lifecycle";

  /** Longer than labels are looked back for, and than a batch job takes. */
  private static final int FILE_DAYS = 90;

  private static final List<String> HARM =
      List.of("HATE", "INSULTS", "SEXUAL", "VIOLENCE", "MISCONDUCT");

  private final Stage stage;
  private final Keys keys;
  private final Stack stack;
  private final Bucket files;
  private final CfnGuardrail guardrail;
  private final CfnGuardrailVersion guardrailVersion;
  private final Map<Stage.Model, CfnApplicationInferenceProfile> profiles = new LinkedHashMap<>();
  private final Role batch;
  private final Role training;

  Models(App app, Stage stage, Keys keys) {
    this.stage = stage;
    this.keys = keys;
    this.stack = Stacks.named(app, stage, "models", "Models of Millrace, and what they may read");
    this.files =
        new Buckets(stack, stage, "models").passing("Files", "models", keys.data(), FILE_DAYS);
    this.guardrail = guardrail();
    this.guardrailVersion =
        CfnGuardrailVersion.Builder.create(stack, "GuardrailVersion")
            .guardrailIdentifier(guardrail.getAttrGuardrailId())
            .description("As it was first made")
            .build();
    stage.models().forEach(model -> profiles.put(model, profile(model)));
    this.batch = job("Batch", "bedrock.amazonaws.com", BATCH_PREFIX);
    this.training = job("Training", trainer(), LIFECYCLE_PREFIX);
    stage.training().image().ifPresent(this::letTrainerStart);
    outputs();
  }

  Bucket files() {
    return files;
  }

  Role batch() {
    return batch;
  }

  Role training() {
    return training;
  }

  /** As {@code inference.quotas} has it: ARNs are what specs name, each with the share it has. */
  String quotas() {
    return profiles.entrySet().stream()
        .map(
            one ->
                one.getValue().getAttrInferenceProfileArn()
                    + "="
                    + one.getKey().tokens()
                    + "/"
                    + one.getKey().requests())
        .collect(Collectors.joining(","));
  }

  /** Lets whoever asks models ask those of the stage, those it has trained, and the guardrail. */
  List<PolicyStatement> asking() {
    List<String> asked = new ArrayList<>();
    profiles.values().forEach(profile -> asked.add(profile.getAttrInferenceProfileArn()));
    stage.models().stream().map(this::foundationModel).distinct().forEach(asked::add);
    List<String> actions = List.of("bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream");
    return List.of(
        Statements.allow("Models", actions, asked),
        Statements.allow(
            Wildcard.TRAINED_MODELS,
            "Asked",
            actions,
            List.of(bedrock("custom-model-deployment/*"), bedrock("imported-model/*"))),
        Statements.allow(
            "Guardrail",
            List.of("bedrock:ApplyGuardrail"),
            List.of(guardrail.getAttrGuardrailArn())));
  }

  /** Lets inference-stream have batch jobs done. */
  List<PolicyStatement> batching() {
    return List.of(
        Statements.allow(
            Wildcard.BATCH_JOBS,
            "Asked",
            List.of(
                "bedrock:CreateModelInvocationJob",
                "bedrock:GetModelInvocationJob",
                "bedrock:StopModelInvocationJob"),
            batchResources()),
        Statements.allow(
            Wildcard.BATCH_JOBS, "Found", List.of("bedrock:ListModelInvocationJobs"), List.of("*")),
        passing("Batch", batch, "bedrock.amazonaws.com"),
        objects(BATCH_PREFIX, List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject")),
        listing(BATCH_PREFIX),
        key());
  }

  /** Lets model-lifecycle ask models, and have others trained, deployed and taken down. */
  List<PolicyStatement> lifecycle() {
    List<PolicyStatement> allowed = new ArrayList<>(asking());
    allowed.add(
        Statements.allow(
            Wildcard.TRAINED_MODELS,
            "Made",
            List.of(
                "bedrock:CreateModelCustomizationJob",
                "bedrock:GetModelCustomizationJob",
                "bedrock:StopModelCustomizationJob",
                "bedrock:GetCustomModel",
                "bedrock:CreateCustomModelDeployment",
                "bedrock:GetCustomModelDeployment",
                "bedrock:DeleteCustomModelDeployment",
                "bedrock:CreateModelImportJob",
                "bedrock:GetModelImportJob",
                "bedrock:GetImportedModel",
                "bedrock:DeleteImportedModel",
                "bedrock:TagResource"),
            List.of(
                bedrock("model-customization-job/*"),
                bedrock("custom-model/*"),
                bedrock("custom-model-deployment/*"),
                bedrock("model-import-job/*"),
                bedrock("imported-model/*"))));
    allowed.add(
        Statements.allow(
            "BaseModels",
            List.of("bedrock:CreateModelCustomizationJob"),
            stage.models().stream().map(this::foundationModel).distinct().toList()));
    allowed.add(passing("Training", training, trainer()));
    allowed.add(
        objects(LIFECYCLE_PREFIX, List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject")));
    allowed.add(listing(LIFECYCLE_PREFIX));
    allowed.add(key());
    if (stage.training().image().isPresent()) {
      allowed.add(
          Statements.allow(
              Wildcard.TRAINING_JOBS,
              "Asked",
              List.of(
                  "sagemaker:CreateTrainingJob",
                  "sagemaker:DescribeTrainingJob",
                  "sagemaker:StopTrainingJob",
                  "sagemaker:AddTags"),
              List.of(
                  "arn:aws:sagemaker:"
                      + stage.place().region()
                      + ":"
                      + stage.place().account()
                      + ":training-job/millrace-*")));
    }
    return allowed;
  }

  /** Who trains: SageMaker in a container, or Bedrock. */
  private String trainer() {
    return stage.training().image().isPresent()
        ? "sagemaker.amazonaws.com"
        : "bedrock.amazonaws.com";
  }

  private CfnGuardrail guardrail() {
    List<Object> filters = new ArrayList<>();
    for (String harm : HARM) {
      filters.add(filter(harm, "HIGH"));
    }
    // Bedrock takes no strength of it for answers: they attack nobody's prompt.
    filters.add(filter("PROMPT_ATTACK", "NONE"));
    return CfnGuardrail.Builder.create(stack, "Guardrail")
        .name(stage.prefix())
        .description("What no model is asked, and nobody is answered")
        .blockedInputMessaging("This request is not answered.")
        .blockedOutputsMessaging("The answer is held back.")
        .kmsKeyArn(keys.data().getKeyArn())
        .contentPolicyConfig(
            CfnGuardrail.ContentPolicyConfigProperty.builder().filtersConfig(filters).build())
        .build();
  }

  private static CfnGuardrail.ContentFilterConfigProperty filter(String type, String output) {
    return CfnGuardrail.ContentFilterConfigProperty.builder()
        .type(type)
        .inputStrength("HIGH")
        .outputStrength(output)
        .build();
  }

  private CfnApplicationInferenceProfile profile(Stage.Model model) {
    return CfnApplicationInferenceProfile.Builder.create(stack, "Profile-" + model.profile())
        .inferenceProfileName(stage.prefix() + "-" + model.profile())
        .description(model.id() + " for " + model.team())
        .modelSource(
            CfnApplicationInferenceProfile.InferenceProfileModelSourceProperty.builder()
                .copyFrom(foundationModel(model))
                .build())
        .tags(
            List.of(
                CfnTag.builder().key(Stacks.STAGE_TAG).value(stage.name()).build(),
                CfnTag.builder().key(TEAM_TAG).value(model.team()).build()))
        .build();
  }

  /** A role in which a service of AWS reads and writes one part of the bucket. */
  private Role job(String id, String service, String prefix) {
    Role role =
        Role.Builder.create(stack, id)
            .roleName(stage.prefix() + "-" + id.toLowerCase(Locale.ROOT))
            .assumedBy(
                new ServicePrincipal(service)
                    .withConditions(
                        Map.of(
                            "StringEquals", Map.of("aws:SourceAccount", stage.place().account()))))
            .build();
    role.addToPolicy(objects(prefix, List.of("s3:GetObject", "s3:PutObject")));
    role.addToPolicy(listing(prefix));
    role.addToPolicy(key());
    Excuses.leaveStarsToWildcards(role);
    return role;
  }

  private void letTrainerStart(String image) {
    String repository = image.substring(image.indexOf('/') + 1).replaceAll("[@:].*", "");
    Statements.fetchImages(stage, repository).forEach(training::addToPolicy);
    training.addToPolicy(
        Statements.allow(
            Wildcard.LOG_STREAMS,
            "Training",
            List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
            List.of(
                "arn:aws:logs:"
                    + stage.place().region()
                    + ":"
                    + stage.place().account()
                    + ":log-group:/aws/sagemaker/TrainingJobs:*")));
  }

  private PolicyStatement passing(String sid, Role role, String service) {
    return Statements.allow(
        "Pass" + sid,
        List.of("iam:PassRole"),
        List.of(role.getRoleArn()),
        Map.of("StringEquals", Map.of("iam:PassedToService", service)));
  }

  private PolicyStatement objects(String prefix, List<String> actions) {
    return Statements.allow(
        Wildcard.OBJECTS, "Files", actions, List.of(files.arnForObjects(prefix + "/*")));
  }

  private PolicyStatement listing(String prefix) {
    return Statements.allow(
        "List",
        List.of("s3:ListBucket"),
        List.of(files.getBucketArn()),
        Map.of("StringLike", Map.of("s3:prefix", List.of(prefix + "/*"))));
  }

  private PolicyStatement key() {
    return Statements.allow(
        "Key", List.of("kms:Decrypt", "kms:GenerateDataKey"), List.of(keys.data().getKeyArn()));
  }

  private List<String> batchResources() {
    List<String> resources = new ArrayList<>();
    resources.add(bedrock("model-invocation-job/*"));
    stage.models().stream().map(this::foundationModel).distinct().forEach(resources::add);
    profiles.values().forEach(profile -> resources.add(profile.getAttrInferenceProfileArn()));
    return resources;
  }

  private String foundationModel(Stage.Model model) {
    return "arn:aws:bedrock:" + stage.place().region() + "::foundation-model/" + model.id();
  }

  private String bedrock(String resource) {
    return "arn:aws:bedrock:"
        + stage.place().region()
        + ":"
        + stage.place().account()
        + ":"
        + resource;
  }

  private void outputs() {
    profiles.forEach(
        (model, profile) ->
            CfnOutput.Builder.create(stack, "Arn-" + model.profile())
                .description("What specs of team " + model.team() + " call " + model.id())
                .value(profile.getAttrInferenceProfileArn())
                .build());
    CfnOutput.Builder.create(stack, "GuardrailName")
        .description("What specs name as models.guardrail")
        .value(guardrail.getAttrGuardrailId() + ":" + guardrailVersion.getAttrVersion())
        .build();
  }
}
