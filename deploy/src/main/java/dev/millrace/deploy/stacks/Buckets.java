package dev.millrace.deploy.stacks;

import dev.millrace.deploy.access.Excuses;
import dev.millrace.deploy.stage.Stage;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.kms.IKey;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.amazon.awscdk.services.s3.ObjectLockRetention;
import software.amazon.awscdk.services.s3.ObjectOwnership;
import software.amazon.awscdk.services.s3.StorageClass;
import software.amazon.awscdk.services.s3.Transition;
import software.constructs.Construct;

/** Makes buckets that are alike: private, encrypted, versioned, reached by TLS only. */
final class Buckets {

  private static final int DAYS_OF_A_YEAR = 365;
  private static final int OLD_VERSIONS = 30;
  private static final int BROKEN_UPLOADS = 7;

  private final Stage stage;
  private final Construct scope;
  private final Bucket accessLog;

  /**
   * Makes the bucket that the others' accesses are logged in.
   *
   * @param part whose buckets they are, such as {@code lake}
   */
  Buckets(Construct scope, Stage stage, String part) {
    this.stage = stage;
    this.scope = scope;
    this.accessLog =
        Bucket.Builder.create(scope, "AccessLog")
            .bucketName(name(part + "-log"))
            // Log delivery knows no keys of customers.
            .encryption(BucketEncryption.S3_MANAGED)
            .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
            .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
            .enforceSsl(true)
            .lifecycleRules(
                List.of(
                    LifecycleRule.builder()
                        .expiration(Duration.days(stage.keeping().logDays()))
                        .build()))
            .removalPolicy(Stacks.removal(stage))
            .build();
    Excuses.leave(
        accessLog,
        "AwsSolutions-S1",
        "The bucket that access logs are written to: a log of its own would log itself.");
  }

  Bucket accessLog() {
    return accessLog;
  }

  /**
   * A bucket whose objects go after a while.
   *
   * @param days after which they do
   */
  Bucket passing(String id, String name, IKey key, int days) {
    return builder(id, name, key)
        .lifecycleRules(
            List.of(
                LifecycleRule.builder()
                    .expiration(Duration.days(days))
                    .noncurrentVersionExpiration(Duration.days(1))
                    .abortIncompleteMultipartUploadAfter(Duration.days(BROKEN_UPLOADS))
                    .build()))
        .build();
  }

  /** A bucket whose objects stay; those that are replaced go after a month. */
  Bucket lasting(String id, String name, IKey key) {
    return builder(id, name, key)
        .lifecycleRules(
            List.of(
                LifecycleRule.builder()
                    .noncurrentVersionExpiration(Duration.days(OLD_VERSIONS))
                    .abortIncompleteMultipartUploadAfter(Duration.days(BROKEN_UPLOADS))
                    .build()))
        .build();
  }

  /**
   * A bucket whose objects nobody can delete or change, the account's root neither.
   *
   * @param years for which that is so
   */
  Bucket locked(String id, String name, IKey key, int years) {
    Duration locked = Duration.days(years * DAYS_OF_A_YEAR);
    return builder(id, name, key)
        .objectLockEnabled(true)
        .objectLockDefaultRetention(ObjectLockRetention.compliance(locked))
        .lifecycleRules(
            List.of(
                LifecycleRule.builder()
                    .transitions(
                        List.of(
                            Transition.builder()
                                .storageClass(StorageClass.GLACIER_INSTANT_RETRIEVAL)
                                .transitionAfter(Duration.days(OLD_VERSIONS))
                                .build()))
                    .build()))
        .build();
  }

  private Bucket.Builder builder(String id, String name, IKey key) {
    return Bucket.Builder.create(scope, id)
        .bucketName(name(name))
        .encryption(BucketEncryption.KMS)
        .encryptionKey(key)
        .bucketKeyEnabled(true)
        .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
        .objectOwnership(ObjectOwnership.BUCKET_OWNER_ENFORCED)
        .enforceSsl(true)
        .versioned(true)
        .serverAccessLogsBucket(accessLog)
        .serverAccessLogsPrefix(name + "/")
        .removalPolicy(Stacks.removal(stage));
  }

  private String name(String part) {
    return name(stage, part);
  }

  /** Unique in the world, because the account is in it. */
  static String name(Stage stage, String part) {
    return stage.prefix() + "-" + part + "-" + stage.place().account();
  }
}
