import { headerReasons, type Check, type HeaderRule } from '../check.ts';

// Programs that write mail on their own account: issue trackers, monitoring, cron. Nobody reads what is sent back.
export const notifierHeader: Check = (message) => headerReasons(message, RULES);

const code = 'notification-header';

const RULES: readonly HeaderRule[] = [
  { name: 'x-amazon-mail-relay-type', value: /^notification/i, code, source: 'Amazon' },
  { name: 'x-jira-fingerprint', code, source: 'Jira' },
  { name: 'x-atlassian-token', code, source: 'Atlassian' },
  { name: /^x-gitlab-/, code, source: 'GitLab' },
  { name: /^x-github-/, code, source: 'GitHub' },
  { name: /^x-(?:gitea|forgejo|gogs)-/, code, source: 'Gitea' },
  { name: /^x-bugzilla-/, code, source: 'Bugzilla' },
  { name: /^x-trac-/, code, source: 'Trac' },
  { name: /^x-redmine-/, code, source: 'Redmine' },
  { name: /^x-phabricator-/, code, source: 'Phabricator' },
  { name: /^x-gerrit-/, code, source: 'Gerrit' },
  { name: 'x-launchpad-message-rationale', code, source: 'Launchpad' },
  { name: 'x-discourse-post-id', code, source: 'Discourse' },
  { name: 'x-jenkins-job', code, source: 'Jenkins' },
  { name: 'x-sentry-project', code, source: 'Sentry' },
  { name: 'x-servicenow-generated', value: /^true/i, code, source: 'ServiceNow' },
  { name: /^x-cron-env$/, code, source: 'cron' },
  { name: 'x-facebook-notify', code, source: 'Facebook' },
  { name: 'x-linkedin-class', code, source: 'LinkedIn' },
  { name: 'x-mailer', value: /\b(?:lotus notes|domino)\b.*\bagent\b/i, code, source: 'Lotus Notes agent' },
  { name: 'x-mailer', value: /^(?:bugzilla|nagios|zabbix|logwatch|cron|jira|trac)\b/i, code, source: 'mailer name' },
];
