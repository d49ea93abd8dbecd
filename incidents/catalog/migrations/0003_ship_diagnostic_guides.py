"""A guide for every common class of failure; managers edit them."""

from django.db import migrations

DBA = "Database team: the exact error, the query or lock, the table's name, since when."
SRE = "DevOps/SRE: the servers or pods by name, and what of CPU, memory, disk or network is used."
DEV = "Development team: how to make it happen again, the version, the environment."
VENDOR = "Vendor's support and account manager: request ids, error rates, the business effect."
SECURITY = "Security team: what was seen, whose data it may concern, what was closed."

# slug, title, family, looks like, first checks, usual fix, escalate when, escalate to, words
GUIDES = [
    (
        "failed-deployment", "Failed deployment", "deployment",
        "Errors, slowness or restarts begin within minutes of a release. Old and new version may run side by side, so that only part of the requests fail.",
        """When exactly did the release begin and end, and when the first error?
Read the deployment's own log: did every step finish?
Is the new version healthy: container health, pod status, health endpoint?
Do errors come only from the new version?
What else went out with it: migration, configuration, flag?""",
        "Roll back to the last version that was known to work; look for the cause once it is stable. Where a migration cannot be undone, switch the new code off by its flag or fix forward.",
        "The rollback fails or makes it worse: stop it at once. Or the version before was not healthy either.",
        DEV,
        "failed deployment|deployment failed|deploy failed|bad deploy|bad release|new release|new version|after the release|after the deployment|rollback|roll back|regression",
    ),
    (
        "configuration-change", "Configuration or feature flag", "deployment",
        "Behaviour changes without a release, often everywhere in the same minute.",
        """Which values or flags changed in the hour before, and who can see the list?
Does one instance still have the old value, and does it work?
Is the value what it should be: unit, host name, secret, environment?""",
        "Set the value or flag back as it was. Write down both values and the times.",
        "The value cannot be set back from where you are, or setting it back changes nothing.",
        DEV,
        "feature flag|configuration change|config change|misconfigured|misconfiguration|wrong value|environment variable",
    ),
    (
        "crashloopbackoff", "Pods restart again and again (CrashLoopBackOff)", "kubernetes",
        "Pods are in CrashLoopBackOff, their restarts count up, health checks never turn green. The application stops with an error while it starts.",
        """kubectl describe pod: the last state, its exit code, the events
kubectl logs --previous: the last lines before it stopped
Did image, configuration, secret or a dependency change just before?
Does it stop at the same line each time?
Do the liveness and readiness checks give it enough time?""",
        "Roll back to the image and configuration that started. If a dependency is missing, bring that back first.",
        "It stops the same way after a rollback, or the log says nothing.",
        DEV,
        "crashloopbackoff|crash loop|crashlooping|back-off restarting|liveness probe failed|readiness probe failed",
    ),
    (
        "oomkilled", "Out of memory (OOMKilled)", "kubernetes",
        "Containers end with exit code 137 and the reason OOMKilled; memory climbs to the limit like a saw's teeth.",
        """kubectl describe pod: reason OOMKilled, limits and requests
Did memory climb slowly (a leak) or at once (one large request or batch)?
Since which version does it climb?
Is one tenant, file or report unusually large?""",
        "Raise the limit where the node has room, or roll back the version that needs more. Make batches smaller. A restart only buys time: say so in the timeline.",
        "It climbs again after the restart, or nodes themselves run out of memory.",
        SRE,
        "oomkilled|oom killed|out of memory|exit code 137|memory limit|memory leak|heap space",
    ),
    (
        "imagepullbackoff", "Image cannot be pulled (ImagePullBackOff)", "kubernetes",
        "New pods wait in ImagePullBackOff or ErrImagePull. Old pods go on, until they are moved.",
        """kubectl describe pod: the exact image and the registry's answer
Does this tag exist in the registry?
Are the registry's credentials still valid in this namespace?
Does the registry answer, and is its rate limit reached?""",
        "Correct the tag, or renew the pull secret. Until then keep the old pods: do not drain nodes, do not scale down.",
        "The registry itself is down, or nobody here may renew the secret.",
        SRE,
        "imagepullbackoff|errimagepull|image pull|manifest unknown|pull access denied",
    ),
    (
        "pending-pods", "Pods stay pending", "kubernetes",
        "Pods are Pending, new ones are not placed. Scaling up changes nothing.",
        """kubectl describe pod: what the scheduler says (cpu, memory, taints, volumes)
Are nodes NotReady, cordoned or under disk pressure?
Has the autoscaler reached its greatest number, or the cloud its quota?
Does a volume hang in another zone?""",
        "Give room: add nodes, scale down what can wait, or lower requests that were set too high.",
        "Nodes cannot be added, or they go NotReady one after the other.",
        SRE,
        "pending pods|pods pending|failedscheduling|insufficient cpu|insufficient memory|notready|node pressure|disk pressure|unschedulable",
    ),
    (
        "slow-queries", "Slow queries", "database",
        "Pages that ask the database are slow or time out; database CPU or reads are high while traffic is as usual.",
        """Which query takes most of the time now: the slow query log, or pg_stat_activity
Is it new, or old with a new plan? Did a table grow, or an index go missing?
Which release, migration or report began just before?
Read the plan (EXPLAIN) on a replica, not on the primary""",
        "Stop what can be stopped: the report, the job, the feature that asks. Set a query time-out. Indexes and rewrites are tested below production first; no broad changes under pressure.",
        "The whole application is affected, or the query belongs to nobody you can reach.",
        DBA,
        "slow query|slow queries|query timeout|statement timeout|full table scan|sequential scan|missing index|database cpu|db cpu|pg_stat_activity",
    ),
    (
        "pool-exhaustion", "Connection pool exhausted", "database",
        "Requests wait for a connection, then fail together; “too many connections”, “pool timeout”. The database itself may look idle.",
        """Connections used against the limit, by application and by state
How many are idle in transaction, and since when?
Did instances or workers just multiply?
Is a slow query or a slow vendor holding connections?""",
        "End the sessions that hold connections without working, or restart the one application that leaks them, by its owner. Set time-outs on what is called while a connection is held.",
        "New sessions, also the administrators', are refused.",
        DBA,
        "connection pool|pool exhausted|pool exhaustion|pool timeout|too many connections|remaining connection slots|idle in transaction|could not get a connection",
    ),
    (
        "deadlocks", "Deadlocks and locks", "database",
        "Writes fail with “deadlock detected” or wait on a lock; a few tables only, often after a new way of writing.",
        """Which sessions wait, for which lock, held by whom, since when?
Which tables and which statement, by name
Did a migration, a batch or a new write path begin just before?
Does it repeat every few seconds, or was it once?""",
        "Pause the batch or the flag with the new write path. Ending the blocking session needs whoever may; write down which it was.",
        "The blocking session is a migration, or ending it needs rights you do not have.",
        DBA,
        "deadlock|deadlocks|lock wait|lock timeout|waiting for lock|blocked by session|table lock|row lock",
    ),
    (
        "data-corruption", "Wrong or corrupted data", "database",
        "Values are wrong, missing or doubled. The symptom is often far from its cause, and retries make it worse.",
        """What exactly is wrong: three records, with their ids
Since when: the newest record that is right, the oldest that is wrong
What writes there: a migration, an import, a job, a release?
Is it still being written? Which customers could see or use it?
When was the last good backup, and was it tried?""",
        "Stop whatever writes first: job, import, flag, or the feature to read-only. Keep the evidence. Repair on a copy, have it checked by a second person, then on production.",
        "At once: wrong data is SEV0 until the opposite is known.",
        DBA,
        "corrupt|corrupted|corruption|data loss|lost data|wrong data|duplicate records|charged twice|missing rows|checksum mismatch|failed migration",
    ),
    (
        "replication-and-storage", "Replication lag and full disks", "database",
        "Readers see old data, or writes stop with “no space left on device”.",
        """Lag of each replica, and since when it grows
Free space of data, log and temporary volumes
A long transaction, a large batch or an abandoned replication slot?
Does anything read from a replica that needs the newest data?""",
        "Move the reads that need fresh data to the primary; pause the batch. Free or add space before 95 %: a full disk turns a warning into an outage.",
        "Lag or usage still grows ten minutes after the batch was paused.",
        DBA,
        "replication lag|replica lag|replicas falling behind|no space left|disk full|disk space|storage full|replication slot",
    ),
    (
        "api-time-outs", "API time-outs", "api",
        "Calls to one API end after exactly the time-out's seconds; threads pile up behind it, and things that never call it get slow too.",
        """Which call, to which host, after how many seconds?
Is the other side slow, or do we not reach it (DNS, network, TLS)?
Since which minute, from all instances or only some?
What changed: dependency, configuration, resources, traffic?
Do retries multiply the load?""",
        "Shorten the time-out of what can wait, lower the number of retries, switch the feature off or answer from a cache. Go to the backup endpoint if there is one.",
        "The other side is a team or a vendor that does not know of it yet.",
        DEV,
        "timeout|timeouts|time-out|time-outs|timed out|deadline exceeded|gateway timeout|http 504|upstream request timeout|connection reset",
    ),
    (
        "circuit-breaker", "Circuit breaker opens unexpectedly", "api",
        "Calls fail at once without reaching the other side; the breaker is open or flips between open and half open.",
        """Which breaker, with which threshold, opened when?
Does the other side really fail? Call it once by hand
Did threshold, time-out or traffic change?
Does the fallback work, and how long can customers live with it?""",
        "If the other side is ill, leave it open and let the fallback work. If it is well, set the threshold back. Close it for a part of the traffic first.",
        "There is no fallback on the critical path.",
        DEV,
        "circuit breaker|circuit open|breaker open|half open|fallback response|hystrix|resilience4j",
    ),
    (
        "token-validation", "Sign-in or token validation fails", "api",
        "Everybody, or everybody of one kind, gets 401 or 403; “invalid signature”, “token expired”, “unknown key”.",
        """One failing token: issuer, audience, expiry, key id (never paste it whole)
Do the signing keys published now contain that key id?
Are clocks in step on the machines that check?
Were keys, secrets or the identity provider changed?
Does the identity provider's status page say anything?""",
        "Bring the former key back beside the new one, refresh cached keys, correct the clock. Do not switch validation off.",
        "Sign-in is on the critical path: everyone is paged at once. Tell security when keys may have leaked.",
        SECURITY,
        "jwt|invalid token|token expired|token validation|invalid signature|http 401|403 forbidden|unauthorized|unauthorised|oauth|jwks|login fails|cannot sign in|sign-in fails|authentication failure|authentication failed",
    ),
    (
        "certificates-and-tls", "Certificates and TLS", "api",
        "All connections to one name fail from one minute on; “certificate has expired”, “handshake failure”, “unknown authority”. Browsers warn.",
        """Expiry, name and chain: openssl s_client -connect host:443 -servername host
Which side presents it: balancer, proxy, application, vendor?
Did somebody rotate, renew or pin a certificate today?
Are the protocol versions and ciphers of both sides still the same?
Does it fail everywhere, or only from old clients?""",
        "Install the renewed certificate with its whole chain and reload what serves it. If a rotation caused it, go back to the former one while it is valid.",
        "The certificate is a vendor's, or nobody present may issue one.",
        SRE,
        "certificate|certificates|cert expired|ssl|tls|handshake|x509|unknown authority|expired certificate",
    ),
    (
        "queue-backlog", "Queue backlog and consumer lag", "capacity",
        "Things happen, but late: mails, exports, webhooks. The queue's length and the age of its oldest message grow.",
        """Length and age of the oldest message, per queue; does it still grow?
Are consumers alive, and how many messages a minute do they finish?
Is one poisonous message tried again and again?
Did the inflow jump: a campaign, an import, retries?
What does the consumer itself wait for?""",
        "Move the poisonous message aside, add consumers where what lies behind them can take it, pause the bulk that can wait. Work the backlog off slowly.",
        "Messages will expire before they are worked off, or order matters and was lost.",
        SRE,
        "queue backlog|backlog|consumer lag|queue depth|queue age|dead letter|dead-letter|kafka lag|rabbitmq|messages unacked",
    ),
    (
        "cloud-quota", "Cloud quota or service limit", "capacity",
        "Nothing can be created or scaled: “quota exceeded”, “limit exceeded”, “throttled”. What runs goes on.",
        """Which quota, in which account and region, used and allowed?
What used it up: autoscaling, a leak of resources, a test left running?
Can something unused be deleted now?
How fast does the provider raise it?""",
        "Free what is not needed, move to another region or instance type, and ask for the increase at once with the business reason.",
        "The increase needs the provider or an account's owner.",
        SRE,
        "quota|quota exceeded|limit exceeded|limitexceeded|service limit|throttled|throttling|insufficientinstancecapacity",
    ),
    (
        "resource-exhaustion", "Servers out of CPU or connections", "capacity",
        "Many servers are at their limit at once, everything is slow, health checks flap, the balancer takes servers out.",
        """Which resource, on how many servers, since when?
More traffic than usual, or the same traffic that costs more?
Does the autoscaler react?
One client, crawler or job that asks far too much?""",
        "Add servers, limit the rate of whoever asks too much, switch off what is dear and not needed.",
        "Adding servers does not help within ten minutes.",
        SRE,
        "high cpu|cpu at|load average|autoscaling|auto-scaling|load balancer|unhealthy hosts|file descriptors|thread pool",
    ),
    (
        "third-party-rate-limit", "Third party limits our rate", "outside",
        "One vendor answers 429 or “rate limit”, in waves; small traffic passes, peaks do not.",
        """The answer's headers: limit, remaining, when to come again
Did our calls grow: a retry storm, a new job, a lost cache?
Is one key used by several services?
Which calls can wait?""",
        "Back off as the answer says, put what can wait in a queue, cache, use the second key if the contract allows it. Fewer retries, not more.",
        "The limit is below what the business needs today.",
        VENDOR,
        "rate limit|rate limited|rate limiting|rate-limited|too many requests|http 429",
    ),
    (
        "third-party-outage", "Third party is down", "outside",
        "Everything that calls one vendor fails; the rest works. Their status page may be late.",
        """Their status page, and a call by hand from outside our network
Which of our functions need it, and which only use it?
Is a second provider or a degraded mode prepared?
What does their agreement promise, and how long can we wait?""",
        "Do not wait for them: switch to the backup provider, queue instead of real time, or switch the function off with an honest text. Half of payments is better than none.",
        "At once with evidence; their response time is rarely the business's.",
        VENDOR,
        "vendor outage|third party|third-party|provider outage|provider is down|external api|upstream outage|processor outage|payment processor|status page says|stripe|paypal",
    ),
    (
        "region-outage", "Cloud region or zone outage", "outside",
        "Many unrelated things fail in one region at once; instances, volumes or networks there do not answer.",
        """The provider's status and your own checks from another region: theirs or ours?
What of ours stands only there?
Does the failover work today: data fresh, capacity, DNS time to live?
What breaks by failing over, and can it be undone?""",
        "Fail over what is prepared for it, after a decision of the commander. Tell customers it is a provider's outage, without names of internals. By hand for what cannot wait.",
        "Before failing over data, and when capacity elsewhere is short.",
        SRE,
        "region outage|regional outage|availability zone|us-east-1|eu-west-1|zone outage|region is down|failover|fail over|aws outage|azure outage|gcp outage",
    ),
    (
        "network-and-dns", "Network and DNS", "outside",
        "Names do not resolve or parts cannot reach each other, while each part alone is well.",
        """Resolve the name from inside and outside; compare the answers
From which networks does it fail, and from which not?
Firewall, route, peering or DNS changes in the last hour?
Do connections time out (dropped) or get refused (nobody listens)?""",
        "Undo the rule, route or record that changed. Route round it where there is another way.",
        "It needs a firewall or network change and you may not make it: ask with source, target and port.",
        "Network team: source, target, port, since when, the business effect.",
        "dns|nxdomain|name resolution|no route to host|connection refused|packet loss|firewall|network unreachable|econnrefused",
    ),
    (
        "cascade", "Cascade: one failure pulls others down", "behaviour",
        "Alerts of many systems within minutes. Most are consequences; the loudest is seldom the first.",
        """Order the alerts by their first time: which one was first?
Which of them do customers feel, and which costs most?
What do the failing ones have in common: a database, a queue, a vendor?
Do retries keep it going?""",
        "The commander chooses by business impact, not by technical interest. Break the chain: switch off retries and what is not needed, mend the first, bring the rest back one by one.",
        "Two things on the critical path fail at once: ask the commander for the order.",
        "Incident commander: what was first, what customers feel, what you propose to leave.",
        "cascade|cascading|domino|retry storm|thundering herd|several services|multiple services|everything is down",
    ),
    (
        "log-pipeline-lying", "Logs or monitoring do not tell the truth", "behaviour",
        "Screens are green while customers report failures, or the other way round. Numbers stand still.",
        """Do it yourself as a customer: one real purchase, one sign-in
What does the database say: were the rows written?
How old is the newest log line and the newest metric?
Did agent, pipeline, sampling or retention change?
What do support's tickets say, and an outside check?""",
        "Trust what users see. Decide by the database and by hand; write down which source is not trusted and why. Mend the pipeline beside, by somebody else.",
        "No trustworthy source is left for something on the critical path.",
        SRE,
        "log pipeline|logs show success|logging pipeline|monitoring shows normal|monitoring is down|metrics missing|no data in|stale metrics|dashboards are green|users report failures|logs are delayed",
    ),
    (
        "unknown-behaviour", "Nothing fits", "behaviour",
        "The system behaves strangely without a clear cause: it answers 200 and writes nothing.",
        """Say the symptom exactly: what was done, expected, seen, when
When did it last work, and what is different since?
Narrow it down: one customer, one instance, one region, one version?
Who knows this part, and was there an incident like it before?""",
        "Go back to the last state that was known to be good: version, configuration, data. Change one thing at a time.",
        "After 30 minutes without a lead (15 for SEV3): fresh eyes, with what was already ruled out.",
        "Technical lead: symptom, what was ruled out, what you would try next.",
        "unknown cause|no idea why|cannot reproduce|unexpected behaviour|unexpected behavior|strange behaviour|strange behavior|no obvious cause",
    ),
]


def ship(apps, schema_editor):
    guide = apps.get_model("catalog", "DiagnosticGuide")
    for position, row in enumerate(GUIDES, start=1):
        slug, title, family, looks, checks, fix, when, to, words = row
        guide.objects.get_or_create(
            slug=slug,
            defaults=dict(
                title=title, family=family, position=position, looks_like=looks,
                first_checks=checks, usual_fix=fix, escalate_when=when, escalate_to=to,
                match_words="\n".join(words.split("|")),
            ),
        )


class Migration(migrations.Migration):
    replaces = [
        ("catalog", "0009_ship_diagnostic_guides"),
    ]
    dependencies = [("catalog", "0002_seed_severities_and_guidance")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
